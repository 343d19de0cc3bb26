-- Every period that a rate needs its exposure for: the reported ones, and the months
-- of the baseline cut to it, which show how evenly events fall.
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
    'baseline ' || months.period_name as period_name,
    greatest(months.period_start, windows.starts_on) as period_start,
    least(months.period_end, windows.ends_on) as period_end,
    {{ days_between(
        'greatest(months.period_start, windows.starts_on)',
        'least(months.period_end, windows.ends_on)'
    ) }} / 30.4375e0 as n_months
from {{ ref('reporting_periods') }} as months
inner join {{ ref('reporting_windows') }} as windows
    on
        months.period_start < windows.ends_on
        and months.period_end > windows.starts_on
where months.period = 'month' and windows.window_name = 'baseline'
