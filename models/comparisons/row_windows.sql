-- Each row by arm and window as a whole, compared or not: incidents, months with data.
-- A row without an incident in a window has no row here.
with months as (

    select
        metric_id,
        window_name,
        finest_cell_id,
        month,
        count(*) as n_incidents,
        sum(case when is_outlier then 1 else 0 end) as n_outliers
    from {{ ref('compared_measures') }}
    group by metric_id, window_name, finest_cell_id, month

)

select
    rows_.arm,
    months.metric_id,
    rows_.segment_cell_id,
    rows_.segment,
    rows_.window_name,
    sum(months.n_incidents) as n_incidents,
    sum(months.n_outliers) as n_outliers,
    count(distinct months.month) as n_months
from months
inner join {{ ref('comparison_rows') }} as rows_
    on
        months.window_name = rows_.window_name
        and months.finest_cell_id = rows_.finest_cell_id
group by
    rows_.arm,
    months.metric_id,
    rows_.segment_cell_id,
    rows_.segment,
    rows_.window_name
