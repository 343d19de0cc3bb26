-- Intervals of means: the spread grows with the mean, as it does for counts and hours.
-- A count cannot vary less than chance, so its dispersion is at least 1.
with cells as (

    select
        sums.metric_id,
        sums.period_name,
        sums.segment_cell_id,
        sums.n_incidents,
        sums.ratio,
        greatest(
            coalesce(
                1e0 * sums.n_incidents * sums.n_incidents / (sums.n_incidents - 1)
                * sums.residual_squares / (sums.sum_x * sums.sum_x)
                / nullif(sums.ratio, 0e0),
                0e0
            ),
            case when definitions.is_count then 1e0 else 0e0 end
        ) as phi
    from {{ ref('metric_cell_sums') }} as sums
    inner join {{ ref('metric_definitions') }} as definitions
        on sums.metric_id = definitions.metric_id
    where definitions.kind = 'mean' and sums.n_incidents >= 5

),

widths as (

    select
        *,
        {{ t_quantile('(n_incidents - 1)') }}
        * {{ t_quantile('(n_incidents - 1)') }}
        * phi / n_incidents as a
    from cells

)

select
    metric_id,
    period_name,
    segment_cell_id,
    {{ mean_interval('ratio', 'a', 'low') }} as interval_low,
    {{ mean_interval('ratio', 'a', 'high') }} as interval_high
from widths
