-- Which share of each calendar month falls into a period.
with span as (

    select
        min(period_start) as first_day,
        {{ add_days('max(period_end)', -1) }} as last_day
    from {{ ref('roi_periods') }}
    having count(*) > 0

),

starts as (

    {{ month_starts('first_day', 'last_day', 'span') }}

),

months as (

    select
        month_start,
        {{ month_name('month_start') }} as month_name,
        cast(date_trunc('month', {{ add_days('month_start', 31) }}) as date) as month_end
    from starts

)

select
    periods.period_name,
    months.month_name,
    1e0 * {{ days_between(
        'greatest(periods.period_start, months.month_start)',
        'least(periods.period_end, months.month_end)',
    ) }} / {{ days_between('months.month_start', 'months.month_end') }} as share_of_month
from {{ ref('roi_periods') }} as periods
inner join months
    on
        periods.period_start < months.month_end
        and periods.period_end > months.month_start
