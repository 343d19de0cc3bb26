-- Mean log minutes of each control cell in the baseline and in a period, with their
-- spread. Incidents in which somebody used AI all the same are no control.
with minutes as (

    select
        amounts.measure,
        amounts.incident_id,
        ln(sum(amounts.amount) + 1e0) as log_minutes
    from {{ ref('roi_amounts') }} as amounts
    inner join {{ ref('roi_measures') }} as measures
        on amounts.measure = measures.measure
    where measures.is_trend_adjustable
    group by amounts.measure, amounts.incident_id

)

select
    minutes.measure,
    control_cells.period_name,
    incidents.period_name = 'baseline' as is_baseline,
    control_cells.severity,
    control_cells.incident_class,
    control_cells.service_tier,
    count(*) as n_incidents,
    avg(minutes.log_minutes) as mean_log,
    count(*) * var_pop(minutes.log_minutes) as squares
from {{ ref('roi_control_cells') }} as control_cells
inner join {{ ref('roi_incidents') }} as incidents
    on
        control_cells.severity = incidents.severity
        and control_cells.incident_class = incidents.incident_class
        and control_cells.service_tier = incidents.service_tier
        and incidents.period_name in ('baseline', control_cells.period_name)
inner join minutes
    on incidents.incident_id = minutes.incident_id
where not incidents.is_ai_used
group by
    minutes.measure,
    control_cells.period_name,
    incidents.period_name,
    control_cells.severity,
    control_cells.incident_class,
    control_cells.service_tier
