-- The change of each row by arm and level: cells weighted, with the squared margins of
-- its two windows and their degrees of freedom. No margin where every incident is a
-- cell of its own.
with weighted as (

    select
        *,
        weight / sum(weight) over (
            partition by metric_id, variant, arm, segment_cell_id, level_rank
        ) as share
    from {{ ref('cell_pairs') }}

),

sums as (

    select
        metric_id,
        variant,
        arm,
        segment_cell_id,
        level_rank,
        sum(share * change) as change,
        sum(n_baseline) - count(*) as df_baseline,
        sum(n_current) - count(*) as df_current,
        sum(residual_squares_baseline) as squares_baseline,
        sum(residual_squares_current) as squares_current,
        sum(share * share * n_baseline / (sum_x_baseline * sum_x_baseline))
            as spread_baseline,
        sum(share * share * n_current / (sum_x_current * sum_x_current))
            as spread_current
    from weighted
    group by metric_id, variant, arm, segment_cell_id, level_rank

)

select
    sums.metric_id,
    sums.variant,
    sums.arm,
    sums.segment_cell_id,
    sums.level_rank,
    sums.change,
    least(sums.df_baseline, sums.df_current) as degrees_of_freedom,
    case
        when sums.df_baseline > 0 and sums.df_current > 0
            then
                power({{ t_quantile('sums.df_baseline') }}, 2)
                * sums.squares_baseline / sums.df_baseline
                * baseline_effects.design_effect * sums.spread_baseline
                + power({{ t_quantile('sums.df_current') }}, 2)
                * sums.squares_current / sums.df_current
                * current_effects.design_effect * sums.spread_current
    end as squared_margin
from sums
inner join {{ ref('design_effects') }} as baseline_effects
    on
        sums.arm = baseline_effects.arm
        and sums.metric_id = baseline_effects.metric_id
        and sums.segment_cell_id = baseline_effects.segment_cell_id
        and baseline_effects.window_name = 'baseline'
inner join {{ ref('design_effects') }} as current_effects
    on
        sums.arm = current_effects.arm
        and sums.metric_id = current_effects.metric_id
        and sums.segment_cell_id = current_effects.segment_cell_id
        and current_effects.window_name = 'current'
