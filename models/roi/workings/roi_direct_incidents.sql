-- Hours saved in each incident as recorded or as assumed per use: in all, and of that by
-- role and time sink.
with placed as (

    select
        *,
        'all' as line_component,
        'all' as line_role
    from {{ ref('direct_savings') }}
    union all
    select
        *,
        component as line_component,
        role as line_role
    from {{ ref('direct_savings') }}

)

select
    'reclaimed_time' as bucket,
    line_component as component,
    method,
    line_role as role,
    period_name,
    incident_id,
    severity as cell_severity,
    incident_class as cell_class,
    service_tier as cell_tier,
    sum(minutes_low) / 60e0 as quantity_low,
    sum(minutes_high) / 60e0 as quantity_high
from placed
group by
    line_component,
    method,
    line_role,
    period_name,
    incident_id,
    severity,
    incident_class,
    service_tier
