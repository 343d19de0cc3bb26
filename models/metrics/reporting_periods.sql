-- Every period that figures are reported for: each month from the first to the last
-- countable incident, and the windows. n_months is the exposure of a rate per month:
-- a calendar month is one, however short; a window counts by its days.
with span as (

    select
        min(started_on) as first_day,
        max(started_on) as last_day
    from {{ ref('incidents') }}
    where is_countable
    having count(*) > 0

),

months as (

    {{ month_starts('first_day', 'last_day', 'span') }}

)

select
    'month' as period,
    {{ month_name('month_start') }} as period_name,
    month_start as period_start,
    cast(date_trunc('month', {{ add_days('month_start', 31) }}) as date) as period_end,
    1e0 as n_months
from months
union all
select
    'window' as period,
    window_name as period_name,
    starts_on as period_start,
    ends_on as period_end,
    n_days / 30.4375e0 as n_months
from {{ ref('reporting_windows') }}
