-- Sums and central moments of y and x in each finest cell and window, once with all
-- incidents and, where there are outliers, once without them.
with variants as (

    select
        measures.*,
        'all' as variant
    from {{ ref('compared_measures') }} as measures
    union all
    select
        measures.*,
        'without_outliers' as variant
    from {{ ref('compared_measures') }} as measures
    where
        not measures.is_outlier
        and measures.metric_id in (
            select flagged.metric_id
            from {{ ref('compared_measures') }} as flagged
            where flagged.is_outlier
        )

)

select
    metric_id,
    variant,
    window_name,
    finest_cell_id,
    count(*) as n_incidents,
    sum(case when is_outlier then 1 else 0 end) as n_outliers,
    sum(y) as sum_y,
    sum(x) as sum_x,
    avg(y) as mean_y,
    avg(x) as mean_x,
    count(*) * var_pop(y) as squares_y,
    count(*) * var_pop(x) as squares_x,
    count(*) * covar_pop(y, x) as products_yx
from variants
group by metric_id, variant, window_name, finest_cell_id
