-- What the counted incidents of each cell took, by period and part, summed up: how many
-- were measured, and the mean and spread of their amounts. Where a measure has several
-- parts, their total as well, whose spread is that of the incident as a whole. A period
-- changes with its own incidents alone, for which of them are the baseline's is configured.
with amounts as (

    select
        amounts.measure,
        amounts.component,
        amounts.role,
        amounts.amount,
        incidents.incident_id,
        incidents.period_name,
        incidents.severity,
        incidents.incident_class,
        incidents.service_tier
    from {{ ref('roi_amounts') }} as amounts
    inner join {{ ref('roi_incidents') }} as incidents
        on amounts.incident_id = incidents.incident_id
    where incidents.is_counted and {{ is_in_touched_period('incidents.period_name') }}

),

totals as (

    select
        amounts.measure,
        measures.component,
        sum(amounts.amount) as amount,
        amounts.period_name,
        amounts.severity,
        amounts.incident_class,
        amounts.service_tier
    from amounts
    inner join {{ ref('roi_measures') }} as measures
        on amounts.measure = measures.measure
    where amounts.measure in ('responder_time', 'overhead_hours')
    group by
        amounts.measure,
        measures.component,
        amounts.incident_id,
        amounts.period_name,
        amounts.severity,
        amounts.incident_class,
        amounts.service_tier

),

parts_and_totals as (

    select
        measure,
        component,
        role,
        amount,
        period_name,
        severity,
        incident_class,
        service_tier
    from amounts
    union all
    select
        measure,
        component,
        'all' as role,
        amount,
        period_name,
        severity,
        incident_class,
        service_tier
    from totals

)

select
    measure,
    component,
    role,
    period_name,
    severity,
    incident_class,
    service_tier,
    count(*) as n_incidents,
    avg(amount) as mean_amount,
    count(*) * var_pop(amount) as squares
from parts_and_totals
group by
    measure,
    component,
    role,
    period_name,
    severity,
    incident_class,
    service_tier
