-- Each row by arm and window as a whole, compared or not: incidents, months with data.
-- A row without an incident in a window has no row here.
{% set key = ['arm', 'metric_id', 'segment_cell_id', 'window_name'] %}
with months as (

    select
        rows_.arm,
        moments.metric_id,
        rows_.segment_cell_id,
        rows_.segment,
        rows_.window_name,
        count(distinct moments.month) as n_months
    from {{ ref('month_moments') }} as moments
    inner join {{ ref('comparison_rows') }} as rows_
        on
            moments.period_name = rows_.window_name
            and moments.finest_cell_id = rows_.finest_cell_id
    group by
        rows_.arm,
        moments.metric_id,
        rows_.segment_cell_id,
        rows_.segment,
        rows_.window_name

)

select
    {{ key | join(',\n    ') }},
    months.segment,
    cells.n_incidents,
    cells.n_outliers,
    months.n_months
from {{ ref('level_cells') }} as cells
inner join months
    using ({{ key | join(', ') }})
-- at level 0 a row is one cell
where cells.variant = 'all' and cells.level_rank = 0
