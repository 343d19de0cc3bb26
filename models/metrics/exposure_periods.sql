-- Every period that a rate needs its exposure for: the reported ones, and the months
-- of the baseline cut to it, which show how evenly events fall.
with baselines as (

    select
        starts_on,
        ends_on
    from {{ ref('reporting_windows') }}
    where window_name = 'baseline'

),

calendar_months as (

    {{ month_starts('starts_on', add_days('ends_on', -1), 'baselines') }}

),

baseline_months as (

    select
        months.month_start,
        greatest(months.month_start, baselines.starts_on) as period_start,
        least(
            cast(date_trunc('month', {{ add_days('months.month_start', 31) }}) as date),
            baselines.ends_on
        ) as period_end
    from calendar_months as months
    cross join baselines

)

select
    period,
    period_name,
    period_start,
    period_end,
    n_months
from {{ ref('reporting_periods') }}
union all
select
    'baseline_month' as period,
    'baseline ' || {{ month_name('month_start') }} as period_name,
    period_start,
    period_end,
    {{ days_between('period_start', 'period_end') }} / 30.4375e0 as n_months
from baseline_months
