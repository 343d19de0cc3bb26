-- The periods that a benefit is estimated for: the current window, and every month that
-- starts on or after the baseline's end. crosses_boundary: the measuring changed between
-- the baseline and the period's end.
with periods as (

    select
        periods.period_name,
        periods.period_start,
        periods.period_end,
        periods.n_months,
        windows.baseline_ends_on
    from {{ ref('reporting_periods') }} as periods
    cross join {{ ref('compared_windows') }} as windows
    where
        (periods.period = 'window' and periods.period_name = 'current')
        or (periods.period = 'month' and periods.period_start >= windows.baseline_ends_on)

)

select
    periods.period_name,
    periods.period_start,
    periods.period_end,
    periods.n_months,
    count(boundaries.occurred_on) > 0 as crosses_boundary
from periods
left join {{ ref('boundaries') }} as boundaries
    on
        periods.baseline_ends_on <= boundaries.occurred_on
        and periods.period_end > boundaries.occurred_on
group by
    periods.period_name, periods.period_start, periods.period_end, periods.n_months
