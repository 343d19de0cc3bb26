-- What the points of each line are given for, and Student's t for its margins: what is
-- needed beside the cells to compute a line again.
with freedom as (

    select
        roi_row_id,
        sum(n_baseline) - count(*) as df_baseline,
        sum(n_current) - count(*) as df_current
    from {{ ref('roi_row_members') }}
    where is_compared
    group by roi_row_id

)

select
    lines.bucket,
    lines.component,
    lines.method,
    lines.attribution,
    lines.period_name,
    lines.severity,
    lines.incident_class,
    lines.service_tier,
    lines.role,
    cast(lines.n_expected_baseline as bigint) as n_expected_baseline,
    cast(lines.n_complete_baseline as bigint) as n_complete_baseline,
    cast(lines.n_expected_current as bigint) as n_expected_current,
    cast(lines.n_complete_current as bigint) as n_complete_current,
    cast(lines.n_counted as bigint) as n_counted,
    cast(lines.n_counted_compared as bigint) as n_counted_compared,
    lines.is_priceable,
    cast(freedom.df_baseline as bigint) as df_baseline,
    cast(freedom.df_current as bigint) as df_current,
    case when freedom.df_baseline > 0 then {{ t_quantile('freedom.df_baseline') }} end
        as t_baseline,
    case when freedom.df_current > 0 then {{ t_quantile('freedom.df_current') }} end
        as t_current
from {{ ref('roi_rated_lines') }} as lines
left join freedom
    on lines.roi_row_id = freedom.roi_row_id
