-- Each cell in which a period counts incidents, by measure: how many incidents baseline
-- and period have, how many of them were measured, and whether the cell can be compared.
with counted as (

    select
        period_name,
        severity,
        incident_class,
        service_tier,
        count(*) as n_counted
    from {{ ref('roi_incidents') }}
    where is_counted
    group by period_name, severity, incident_class, service_tier

),

-- the total is of every measured incident; phases have none, and all the same incidents
observed as (

    select
        measure,
        period_name,
        severity,
        incident_class,
        service_tier,
        max(n_incidents) as n_observed
    from {{ ref('roi_amount_moments') }}
    group by measure, period_name, severity, incident_class, service_tier

),

sides as (

    select
        measures.measure,
        counted.period_name,
        counted.severity,
        counted.incident_class,
        counted.service_tier,
        counted.n_counted,
        coalesce(observed.n_observed, 0) as n_observed
    from counted
    cross join {{ ref('roi_measures') }} as measures
    left join observed
        on
            measures.measure = observed.measure
            and counted.period_name = observed.period_name
            and counted.severity = observed.severity
            and counted.incident_class = observed.incident_class
            and counted.service_tier = observed.service_tier

),

final as (

    select
        current_side.measure,
        current_side.period_name,
        current_side.severity,
        current_side.incident_class,
        current_side.service_tier,
        coalesce(baseline_side.n_counted, 0) as n_expected_baseline,
        current_side.n_counted as n_expected_current,
        coalesce(baseline_side.n_observed, 0) as n_baseline,
        current_side.n_observed as n_current,
        coalesce(baseline_side.n_observed, 0) > 0 and current_side.n_observed > 0
            as is_compared
    from sides as current_side
    left join sides as baseline_side
        on
            current_side.measure = baseline_side.measure
            and current_side.severity = baseline_side.severity
            and current_side.incident_class = baseline_side.incident_class
            and current_side.service_tier = baseline_side.service_tier
            and baseline_side.period_name = 'baseline'
    where current_side.period_name <> 'baseline'

)

select * from final
