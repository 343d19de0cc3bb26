-- The three buckets of each period with their points, recomputed over all their headline
-- rows: those without a figure are incidents that the bucket says nothing about.
with buckets as (

    select
        periods.*,
        kinds.bucket,
        kinds.method,
        kinds.quantity_unit
    from {{ ref('roi_periods') }} as periods
    cross join (
        select
            'avoided_downtime' as bucket,
            'measured' as method,
            'minutes' as quantity_unit
        union all
        select
            'reclaimed_time' as bucket,
            (select methods.method from {{ ref('roi_headline_method') }} as methods) as method,
            'hours' as quantity_unit
        union all
        select
            'reduced_overhead' as bucket,
            'measured' as method,
            'hours' as quantity_unit
    ) as kinds

),

support as (

    select
        bucket,
        period_name,
        count(*) as n_rows,
        sum(case when quantity_low is null then 1 else 0 end) as n_rows_without_figure,
        min(case when is_trend_adjusted then 1 else 0 end) = 1 as is_trend_adjusted,
        max(case when crosses_boundary then 1 else 0 end) = 1 as crosses_boundary,
        sum(n_applied) as n_applied,
        sum(spread_baseline) as spread_baseline,
        sum(spread_current) as spread_current,
        sum(n_counted) as n_counted,
        sum(n_counted_compared) as n_counted_compared,
        sum(n_expected_baseline) as n_expected_baseline,
        sum(n_complete_baseline) as n_complete_baseline,
        sum(n_expected_current) as n_expected_current,
        sum(n_complete_current) as n_complete_current
    from {{ ref('roi_rated_lines') }}
    where is_headline
    group by bucket, period_name

),

factors as (

    select
        buckets.period_name,
        buckets.period_start,
        buckets.period_end,
        buckets.n_months,
        buckets.bucket,
        buckets.method,
        buckets.quantity_unit,
        coalesce(support.n_rows, 0) as n_rows,
        coalesce(support.n_rows_without_figure, 0) as n_rows_without_figure,
        support.is_trend_adjusted,
        coalesce(support.crosses_boundary, false) as crosses_boundary,
        support.n_applied,
        support.spread_baseline,
        support.spread_current,
        support.n_counted,
        support.n_counted_compared,
        support.n_expected_baseline,
        support.n_complete_baseline,
        support.n_expected_current,
        support.n_complete_current,
        ranges.quantity_low,
        ranges.quantity_high,
        ranges.cost_low,
        ranges.cost_high,
        shares.share_low as recapture_low,
        shares.share_high as recapture_high,
        buckets.bucket <> 'avoided_downtime' and shares.bucket is null as is_recapture_assumed
    from buckets
    left join support
        on
            buckets.bucket = support.bucket
            and buckets.period_name = support.period_name
    left join {{ ref('roi_bucket_ranges') }} as ranges
        on
            buckets.bucket = ranges.bucket
            and buckets.period_name = ranges.period_name
    left join {{ ref('recapture_shares') }} as shares
        on
            buckets.bucket = shares.bucket
            and buckets.bucket <> 'avoided_downtime'

),

pointed as (

    select
        factors.*,
        {{ recaptured('factors', 'low') }} as cost_recaptured_low,
        {{ recaptured('factors', 'high') }} as cost_recaptured_high,
        {{ roi_points('factors') }}
    from factors
    where factors.n_rows > 0
    union all
    -- nothing to rate
    select
        factors.*,
        null as cost_recaptured_low,
        null as cost_recaptured_high,
        0 as points_completeness,
        0 as points_n,
        0 as points_segmentation,
        0 as points_design,
        0 as points_width
    from factors
    where factors.n_rows = 0

)

select
    pointed.*,
    {{ roi_confidence('pointed') }} as confidence,
    {{ roi_confidence_reason('pointed') }} as confidence_reason
from pointed
