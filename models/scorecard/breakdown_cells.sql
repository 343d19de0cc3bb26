-- Which finest cells make up each reported cell of each period, whatever the use of AI:
-- the frame of every breakdown. An incident is in one finest cell, so counts of incidents
-- add up.
select
    periods.period,
    periods.period_name,
    periods.period_start,
    periods.period_end,
    labels.segment,
    labels.severity,
    labels.incident_class,
    labels.service_tier,
    members.finest_cell_id
from {{ ref('reporting_periods') }} as periods
cross join {{ ref('segment_cell_members') }} as members
inner join {{ ref('segment_cells') }} as labels
    on members.segment_cell_id = labels.segment_cell_id
where labels.attribution = 'all'
