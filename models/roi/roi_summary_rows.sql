-- The three buckets of each period and their total in one shape; the programme's own cost
-- stands beside the total. All four rows always exist.
with missing as (

    select
        period_name,
        {{ dbt.listagg(
            'bucket',
            "', '",
            "order by case bucket when 'avoided_downtime' then 1 when 'reclaimed_time' then 2 else 3 end",
        ) }} as buckets_missing
    from {{ ref('roi_rated_buckets') }}
    where cost_recaptured_low is null
    group by period_name

)

select
    buckets.period_name,
    buckets.bucket,
    buckets.period_start,
    buckets.period_end,
    buckets.n_months,
    buckets.method,
    buckets.quantity_unit,
    buckets.quantity_low,
    buckets.quantity_high,
    buckets.cost_recaptured_low as cost_low,
    buckets.cost_recaptured_high as cost_high,
    case when buckets.bucket = 'reclaimed_time' then programme.capacity_used_hours end
        as capacity_used_hours,
    cast(null as {{ type_double() }}) as programme_cost_low,
    cast(null as {{ type_double() }}) as programme_cost_high,
    cast(null as {{ dbt.type_string() }}) as buckets_missing,
    buckets.n_rows,
    buckets.n_rows_without_figure,
    buckets.is_recapture_assumed,
    buckets.crosses_boundary,
    buckets.points_completeness,
    buckets.points_n,
    buckets.points_segmentation,
    buckets.points_design,
    buckets.points_width,
    buckets.confidence,
    buckets.confidence_reason
from {{ ref('roi_rated_buckets') }} as buckets
inner join {{ ref('programme_by_period') }} as programme
    on buckets.period_name = programme.period_name
union all
select
    periods.period_name,
    'total' as bucket,
    periods.period_start,
    periods.period_end,
    periods.n_months,
    cast(null as {{ dbt.type_string() }}) as method,
    cast(null as {{ dbt.type_string() }}) as quantity_unit,
    cast(null as {{ type_double() }}) as quantity_low,
    cast(null as {{ type_double() }}) as quantity_high,
    totals.cost_low,
    totals.cost_high,
    cast(null as {{ type_double() }}) as capacity_used_hours,
    programme.programme_cost_low,
    programme.programme_cost_high,
    missing.buckets_missing,
    0 as n_rows,
    0 as n_rows_without_figure,
    false as is_recapture_assumed,
    coalesce(totals.crosses_boundary, false) as crosses_boundary,
    coalesce(totals.points_completeness, 0) as points_completeness,
    coalesce(totals.points_n, 0) as points_n,
    coalesce(totals.points_segmentation, 0) as points_segmentation,
    coalesce(totals.points_design, 0) as points_design,
    coalesce(totals.points_width, 0) as points_width,
    coalesce(totals.confidence, 'low') as confidence,
    case
        when totals.cost_low is null then 'no bucket has money'
        else 'the least of each factor over the buckets that it adds'
    end as confidence_reason
from {{ ref('roi_periods') }} as periods
inner join {{ ref('programme_by_period') }} as programme
    on periods.period_name = programme.period_name
left join {{ ref('roi_totals') }} as totals
    on periods.period_name = totals.period_name
left join missing
    on periods.period_name = missing.period_name
