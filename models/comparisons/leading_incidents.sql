-- The incident of the current window without which the standardised change would
-- differ most, and what the change would then be. Only for headline metrics.
with weights as (

    select
        pairs.metric_id,
        pairs.segment_cell_id,
        pairs.level_rank,
        pairs.level_cell_id,
        pairs.n_current,
        pairs.weight / sum(pairs.weight) over (
            partition by pairs.metric_id, pairs.segment_cell_id
        ) as share
    from {{ ref('cell_pairs') }} as pairs
    inner join {{ ref('level_choices') }} as choices
        on
            pairs.metric_id = choices.metric_id
            and pairs.variant = choices.variant
            and pairs.arm = choices.arm
            and pairs.segment_cell_id = choices.segment_cell_id
            and pairs.level_rank = choices.level_rank
    where pairs.arm = 'everyone' and pairs.variant = 'all'

),

cells as (

    select
        weights.metric_id,
        weights.segment_cell_id,
        weights.level_cell_id,
        weights.share,
        sums.sum_y,
        sums.sum_x,
        levels.finest_cell_id
    from weights
    inner join {{ ref('level_cells') }} as sums
        on
            weights.metric_id = sums.metric_id
            and weights.segment_cell_id = sums.segment_cell_id
            and weights.level_rank = sums.level_rank
            and weights.level_cell_id = sums.level_cell_id
    inner join {{ ref('comparison_levels') }} as levels
        on
            weights.level_rank = levels.level_rank
            and weights.level_cell_id = levels.level_cell_id
    inner join {{ ref('comparison_rows') }} as members
        on
            weights.segment_cell_id = members.segment_cell_id
            and levels.finest_cell_id = members.finest_cell_id
    where
        sums.arm = 'everyone'
        and sums.variant = 'all'
        and sums.window_name = 'current'
        and members.arm = 'everyone'
        and members.window_name = 'current'
        -- the only incident of its cell cannot be left out
        and weights.n_current > 1

),

influences as (

    select
        cells.metric_id,
        cells.segment_cell_id,
        extremes.incident_id,
        cells.share * (
            (cells.sum_y - extremes.y) / (cells.sum_x - extremes.x)
            - cells.sum_y / cells.sum_x
        ) as influence
    from cells
    inner join {{ ref('extreme_incidents') }} as extremes
        on
            cells.metric_id = extremes.metric_id
            and cells.finest_cell_id = extremes.finest_cell_id

),

greatest_influences as (

    select
        metric_id,
        segment_cell_id,
        max({{ settled('abs(influence)') }}) as greatest
    from influences
    group by metric_id, segment_cell_id

),

-- only those that come near the greatest need an order; two steps of rounding are near
ranked as (

    select
        influences.*,
        row_number() over (
            partition by influences.metric_id, influences.segment_cell_id
            order by
                {{ settled('abs(influences.influence)') }} desc, influences.incident_id asc
        ) as influence_rank
    from influences
    inner join greatest_influences
        on
            influences.metric_id = greatest_influences.metric_id
            and influences.segment_cell_id = greatest_influences.segment_cell_id
            and {{ settled('abs(influences.influence)') }}
            >= greatest_influences.greatest - 2e-9

)

select
    metric_id,
    segment_cell_id,
    incident_id,
    influence
from ranked
where influence_rank = 1 and {{ settled('influence') }} <> 0e0
