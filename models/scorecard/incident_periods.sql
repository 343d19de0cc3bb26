-- Which reported cells each countable incident counts in, whatever its use of AI: the
-- frame of every breakdown.
select
    cells.incident_id,
    cells.is_open,
    periods.period,
    periods.period_name,
    periods.period_start,
    periods.period_end,
    labels.segment,
    labels.severity,
    labels.incident_class,
    labels.service_tier
from {{ ref('incident_cells') }} as cells
inner join {{ ref('reporting_periods') }} as periods
    on cells.period_name = periods.period_name
inner join {{ ref('segment_cell_members') }} as members
    on cells.finest_cell_id = members.finest_cell_id
inner join {{ ref('segment_cells') }} as labels
    on members.segment_cell_id = labels.segment_cell_id
where labels.attribution = 'all'
