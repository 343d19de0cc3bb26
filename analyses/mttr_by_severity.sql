-- How long does it take to resolve, by severity and month: mean (MTTR), median, p90?
-- A month with n_open will still rise: only what is resolved has a duration, slow ones last.
with incidents as (

    select
        month,
        severity,
        count(*) as n_incidents,
        count(case when resolved_at is null then 1 end) as n_open
    from {{ ref('fct_incidents') }}
    where is_countable
    group by month, severity

),

figures as (

    select
        period_name as month,
        severity,
        n,
        mean,
        median,
        interval_low,
        interval_high,
        p90
    from {{ ref('metric_values') }}
    where
        metric_id = 'time_to_resolve'
        and period = 'month'
        and segment = 'severity'
        and attribution = 'all'

)

select
    incidents.severity,
    incidents.month,
    incidents.n_incidents,
    incidents.n_open,
    figures.n,
    cast(figures.mean as decimal(18, 0)) as mean_minutes,
    cast(figures.median as decimal(18, 0)) as median_minutes,
    cast(figures.interval_low as decimal(18, 0)) as median_low,
    cast(figures.interval_high as decimal(18, 0)) as median_high,
    cast(figures.p90 as decimal(18, 0)) as p90_minutes
from incidents
left join figures
    on
        incidents.month = figures.month
        and incidents.severity = figures.severity
order by incidents.severity, incidents.month
