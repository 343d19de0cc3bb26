-- Every line with its points, whether it is a headline, and money as far as half of what
-- should be recorded is and time is recaptured.
with headlines as (

    select
        lines.*,
        coalesce(
            lines.is_total
            and (lines.bucket <> 'reclaimed_time' or methods.method is not null)
            and lines.attribution = case
                when not lines.is_compared then 'direct'
                when trends.measure is not null then 'trend_adjusted'
                else 'before_after'
            end,
            false
        ) as is_headline,
        lines.attribution = 'trend_adjusted' as is_trend_adjusted,
        lines.is_compared and periods.crosses_boundary as crosses_boundary,
        periods.period_start,
        periods.period_end,
        case
            when lines.bucket <> 'avoided_downtime' then coalesce(shares.share_low, 1e0)
        end as recapture_low,
        case
            when lines.bucket <> 'avoided_downtime' then coalesce(shares.share_high, 1e0)
        end as recapture_high,
        lines.bucket <> 'avoided_downtime' and shares.bucket is null as is_recapture_assumed,
        assumptions.is_support_left_out,
        least({{ completeness('lines', 'baseline') }}, {{ completeness('lines', 'current') }})
        >= 0.5e0 as is_priceable
    from {{ ref('roi_all_lines') }} as lines
    inner join {{ ref('roi_periods') }} as periods
        on lines.period_name = periods.period_name
    cross join {{ ref('roi_assumptions') }} as assumptions
    left join {{ ref('roi_headline_method') }} as methods
        on lines.method = methods.method
    left join {{ ref('roi_trends') }} as trends
        on
            lines.measure = trends.measure
            and lines.period_name = trends.period_name
    left join {{ ref('recapture_shares') }} as shares
        on lines.bucket = shares.bucket

)

select
    headlines.*,
    case when headlines.is_priceable then {{ recaptured('headlines', 'low') }} end
        as cost_recaptured_low,
    case when headlines.is_priceable then {{ recaptured('headlines', 'high') }} end
        as cost_recaptured_high,
    {{ roi_points('headlines') }}
from headlines
