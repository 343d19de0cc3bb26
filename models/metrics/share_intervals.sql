-- Wilson intervals of proportions and ratios. Observations of one incident resemble
-- each other, so n shrinks by the design effect, and by t for few incidents.
with cells as (

    select
        sums.*,
        definitions.kind = 'proportion'
        and sums.n_observations = sums.n_incidents as is_simple,
        1e0 * sums.n_incidents / (sums.n_incidents - 1)
        * sums.residual_squares / (sums.sum_x * sums.sum_x) as variance
    from {{ ref('metric_cell_sums') }} as sums
    inner join {{ ref('metric_definitions') }} as definitions
        on sums.metric_id = definitions.metric_id
    where definitions.kind in ('proportion', 'ratio') and sums.n_incidents >= 5

),

design_effects as (

    select
        *,
        case
            when is_simple then 1e0
            when ratio <= 0e0 or ratio >= 1e0 then sum_x / n_incidents
            else greatest(1e0, variance * sum_x / (ratio * (1e0 - ratio)))
        end as design_effect
    from cells

),

effective as (

    select
        *,
        case
            when is_simple then sum_x
            else
                sum_x / design_effect
                * ({{ z() }} / {{ t_quantile('(n_incidents - 1)') }})
                * ({{ z() }} / {{ t_quantile('(n_incidents - 1)') }})
        end as n_effective
    from design_effects

)

select
    metric_id,
    period_name,
    segment_cell_id,
    {{ wilson_interval('ratio', 'n_effective', 'low') }} as interval_low,
    {{ wilson_interval('ratio', 'n_effective', 'high') }} as interval_high
from effective
