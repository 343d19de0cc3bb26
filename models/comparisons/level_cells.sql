-- The figure of each cell of each level inside each row, by arm and window, and the
-- spread of its incidents around it.
with places as (

    select
        rows_.arm,
        rows_.window_name,
        rows_.segment_cell_id,
        levels.level_rank,
        levels.level_cell_id,
        rows_.finest_cell_id,
        -- one number for what tells the cells of all levels and rows apart
        dense_rank() over (
            order by
                rows_.arm, rows_.window_name, rows_.segment_cell_id, levels.level_cell_id
        ) as place_id
    from {{ ref('comparison_rows') }} as rows_
    inner join {{ ref('comparison_levels') }} as levels
        on rows_.finest_cell_id = levels.finest_cell_id
    -- direct use has the baseline of everyone, which is not computed twice
    where rows_.arm <> 'used' or rows_.window_name <> 'baseline'

),

members as (

    select
        cells.*,
        places.place_id
    from {{ ref('compared_cells') }} as cells
    inner join places
        on
            cells.window_name = places.window_name
            and cells.finest_cell_id = places.finest_cell_id

),

sums as (

    select
        metric_id,
        variant,
        place_id,
        sum(n_incidents) as n_incidents,
        sum(n_outliers) as n_outliers,
        sum(sum_y) as sum_y,
        sum(sum_x) as sum_x,
        sum(sum_y) / sum(sum_x) as ratio
    from members
    group by metric_id, variant, place_id

),

residuals as (

    select
        metric_id,
        variant,
        place_id,
        sum({{ residual_squares('members', 'sums.ratio') }}) as residual_squares
    from members
    inner join sums using (metric_id, variant, place_id)
    group by metric_id, variant, place_id

),

cell_keys as (

    select distinct
        place_id,
        arm,
        segment_cell_id,
        level_rank,
        level_cell_id,
        window_name
    from places

),

final as (

    select
        sums.metric_id,
        sums.variant,
        cell_keys.arm,
        cell_keys.segment_cell_id,
        cell_keys.level_rank,
        cell_keys.level_cell_id,
        cell_keys.window_name,
        sums.n_incidents,
        sums.n_outliers,
        sums.sum_y,
        sums.sum_x,
        sums.ratio,
        residuals.residual_squares
    from sums
    inner join residuals using (metric_id, variant, place_id)
    inner join cell_keys
        on sums.place_id = cell_keys.place_id

)

select * from final
union all
select
    metric_id,
    variant,
    'used' as arm,
    segment_cell_id,
    level_rank,
    level_cell_id,
    window_name,
    n_incidents,
    n_outliers,
    sum_y,
    sum_x,
    ratio,
    residual_squares
from final
where arm = 'everyone' and window_name = 'baseline'
