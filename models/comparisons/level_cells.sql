-- The figure of each cell of each level inside each row, by arm and window, and the
-- spread of its incidents around it.
{% set key = [
    'metric_id', 'variant', 'arm', 'segment_cell_id', 'level_rank', 'level_cell_id',
    'window_name',
] %}
with members as (

    select
        cells.*,
        rows_.arm,
        rows_.segment_cell_id,
        levels.level_rank,
        levels.level_cell_id
    from {{ ref('compared_cells') }} as cells
    inner join {{ ref('comparison_rows') }} as rows_
        on
            cells.window_name = rows_.window_name
            and cells.finest_cell_id = rows_.finest_cell_id
    inner join {{ ref('comparison_levels') }} as levels
        on cells.finest_cell_id = levels.finest_cell_id
    -- direct use has the baseline of everyone, which is not computed twice
    where rows_.arm <> 'used' or cells.window_name <> 'baseline'

),

sums as (

    select
        {{ key | join(',\n        ') }},
        sum(n_incidents) as n_incidents,
        sum(n_outliers) as n_outliers,
        sum(sum_y) as sum_y,
        sum(sum_x) as sum_x,
        sum(sum_y) / sum(sum_x) as ratio
    from members
    group by {{ key | join(', ') }}

),

residuals as (

    select
        {{ key | join(',\n        ') }},
        sum({{ residual_squares('members', 'sums.ratio') }}) as residual_squares
    from members
    inner join sums using ({{ key | join(', ') }})
    group by {{ key | join(', ') }}

),

final as (

    select
        sums.*,
        residuals.residual_squares
    from sums
    inner join residuals using ({{ key | join(', ') }})

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
