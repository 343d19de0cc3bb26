-- What the headline rows of each bucket add up to. Their own margins join in quadrature;
-- the margin of a trend is shared by all rows that it adjusts, so it adds straight, and
-- joins in quadrature only then. One level of cost for all rows: all low, then all high.
with headlines as (

    select * from {{ ref('roi_rated_lines') }}
    where is_headline and quantity_low is not null

),

measures as (

    select
        headlines.bucket,
        headlines.period_name,
        headlines.measure,
        sums.valuation,
        sum(sums.saving) as saving,
        sum(sums.squared_margin) as squared_margin,
        sum(sums.trend_margin_low) as trend_margin_low,
        sum(sums.trend_margin_high) as trend_margin_high
    from headlines
    inner join {{ ref('roi_sums') }} as sums
        on
            headlines.roi_row_id = sums.roi_row_id
            and headlines.component = sums.component
            and headlines.role = sums.role
            and headlines.attribution = sums.attribution
    where sums.valuation = 'quantity' or headlines.is_priceable
    group by
        headlines.bucket, headlines.period_name, headlines.measure, sums.valuation

),

compared as (

    select
        bucket,
        period_name,
        valuation,
        sum(saving) - sqrt(
            sum(squared_margin) + sum(trend_margin_low * trend_margin_low)
        ) as low,
        sum(saving) + sqrt(
            sum(squared_margin) + sum(trend_margin_high * trend_margin_high)
        ) as high
    from measures
    group by bucket, period_name, valuation

)

select
    bucket,
    period_name,
    max(case when valuation = 'quantity' then low end) as quantity_low,
    max(case when valuation = 'quantity' then high end) as quantity_high,
    min(case when valuation <> 'quantity' then low end) as cost_low,
    max(case when valuation <> 'quantity' then high end) as cost_high
from compared
group by bucket, period_name
union all
select
    bucket,
    period_name,
    sum(quantity_low) as quantity_low,
    sum(quantity_high) as quantity_high,
    sum(case when is_priceable then cost_low end) as cost_low,
    sum(case when is_priceable then cost_high end) as cost_high
from headlines
where not is_compared
group by bucket, period_name
