-- How do incidents that used AI compare with those that did not, in the current window?
-- NOT an effect of AI: people choose where to use it, by how hard and how long an incident is.
with figures as (

    select
        metric_id,
        severity,
        attribution,
        n,
        value,
        interval_low,
        interval_high
    from {{ ref('metric_values') }}
    where
        metric_id in (
            'first_page_correct_owner_rate',
            'time_to_engaged_owner',
            'handoff_count',
            'time_to_mitigate',
            'responder_hours'
        )
        and period_name = 'current'
        and segment = 'severity'
        and attribution <> 'all'

)

select
    metric_id,
    severity,
    max(case when attribution = 'ai_used' then n end) as n_used,
    cast(max(case when attribution = 'ai_used' then value end) as decimal(18, 2)) as used,
    cast(max(case when attribution = 'ai_used' then interval_low end) as decimal(18, 2)) as used_low,
    cast(max(case when attribution = 'ai_used' then interval_high end) as decimal(18, 2)) as used_high,
    max(case when attribution = 'ai_not_used' then n end) as n_not_used,
    cast(max(case when attribution = 'ai_not_used' then value end) as decimal(18, 2)) as not_used,
    cast(max(case when attribution = 'ai_not_used' then interval_low end) as decimal(18, 2))
        as not_used_low,
    cast(max(case when attribution = 'ai_not_used' then interval_high end) as decimal(18, 2))
        as not_used_high
from figures
group by metric_id, severity
order by metric_id, severity
