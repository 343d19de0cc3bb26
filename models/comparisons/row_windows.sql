-- Each row by arm and window as a whole, compared or not: incidents, months with data.
-- A row without an incident in a window has no row here.
select
    rows_.arm,
    measures.metric_id,
    rows_.segment_cell_id,
    rows_.segment,
    rows_.window_name,
    count(*) as n_incidents,
    sum(case when measures.is_outlier then 1 else 0 end) as n_outliers,
    count(distinct measures.month) as n_months
from {{ ref('compared_measures') }} as measures
inner join {{ ref('comparison_rows') }} as rows_
    on
        measures.window_name = rows_.window_name
        and measures.finest_cell_id = rows_.finest_cell_id
group by
    rows_.arm,
    measures.metric_id,
    rows_.segment_cell_id,
    rows_.segment,
    rows_.window_name
