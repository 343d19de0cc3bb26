-- How the same minutes moved where AI was not active, as a factor on the baseline: one
-- per measure and period, from the control cells that have both.
with pairs as (

    select
        before.measure,
        before.period_name,
        before.n_incidents as n_baseline,
        during.n_incidents as n_current,
        during.mean_log - before.mean_log as change,
        before.squares + during.squares as squares,
        1e0 * before.n_incidents * during.n_incidents
        / (before.n_incidents + during.n_incidents) as weight
    from {{ ref('roi_control_moments') }} as before
    inner join {{ ref('roi_control_moments') }} as during
        on
            before.measure = during.measure
            and before.period_name = during.period_name
            and before.severity = during.severity
            and before.incident_class = during.incident_class
            and before.service_tier = during.service_tier
            and before.is_baseline
            and not during.is_baseline

),

sums as (

    select
        measure,
        period_name,
        sum(weight * change) / sum(weight) as log_rho,
        sum(squares) as squares,
        sum(weight) as weight,
        sum(n_baseline) + sum(n_current) - 2 * count(*) as degrees_of_freedom
    from pairs
    group by measure, period_name
    having
        sum(n_baseline) >= 10
        and sum(n_current) >= 10
        and sum(n_baseline) + sum(n_current) > 2 * count(*)

),

margins as (

    select
        measure,
        period_name,
        log_rho,
        {{ t_quantile('degrees_of_freedom') }}
        * sqrt(squares / degrees_of_freedom / weight) as margin
    from sums

)

select
    measure,
    period_name,
    exp(log_rho) as rho,
    exp(log_rho - margin) as rho_low,
    exp(log_rho + margin) as rho_high
from margins
