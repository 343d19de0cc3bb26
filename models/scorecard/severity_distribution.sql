-- How severe the incidents of a class are: the whole distribution behind sev1_share.
-- Segments are those without severity, which is what is distributed.
with counts as (

    select
        frame.period,
        frame.period_name,
        frame.period_start,
        frame.period_end,
        frame.segment,
        frame.incident_class,
        frame.service_tier,
        incidents.severity,
        count(*) as n_incidents
    from {{ ref('incident_periods') }} as frame
    inner join {{ ref('incidents') }} as incidents
        on frame.incident_id = incidents.incident_id
    where frame.severity = 'all'
    group by
        frame.period,
        frame.period_name,
        frame.period_start,
        frame.period_end,
        frame.segment,
        frame.incident_class,
        frame.service_tier,
        incidents.severity

)

select
    *,
    n_incidents * 1e0 / sum(n_incidents) over (
        partition by period_name, segment, incident_class, service_tier
    ) as share
from counts
