-- Sums and central moments of y and x in each finest cell and window, once with all
-- incidents and, where there are outliers, once without them.
with outliers as (

    select
        metric_id,
        period_name,
        finest_cell_id,
        count(*) as n_outliers
    from {{ ref('compared_durations') }}
    where is_outlier
    group by metric_id, period_name, finest_cell_id

)

select
    moments.metric_id,
    'all' as variant,
    moments.period_name as window_name,
    moments.finest_cell_id,
    moments.n_incidents,
    coalesce(outliers.n_outliers, 0) as n_outliers,
    moments.sum_y,
    moments.sum_x,
    moments.mean_y,
    moments.mean_x,
    moments.squares_y,
    moments.squares_x,
    moments.products_yx
from {{ ref('finest_cell_moments') }} as moments
inner join {{ ref('reporting_windows') }} as windows
    on moments.period_name = windows.window_name
left join outliers
    on
        moments.metric_id = outliers.metric_id
        and moments.period_name = outliers.period_name
        and moments.finest_cell_id = outliers.finest_cell_id
union all
select
    metric_id,
    'without_outliers' as variant,
    period_name as window_name,
    finest_cell_id,
    count(*) as n_incidents,
    0 as n_outliers,
    sum(y) as sum_y,
    -- an incident weighs one, however many durations it has
    cast(count(*) as {{ type_double() }}) as sum_x,
    avg(y) as mean_y,
    1e0 as mean_x,
    count(*) * var_pop(y) as squares_y,
    0e0 as squares_x,
    0e0 as products_yx
from {{ ref('compared_durations') }}
where not is_outlier and metric_id in (select outliers.metric_id from outliers)
group by metric_id, period_name, finest_cell_id
