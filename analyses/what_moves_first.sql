-- Does the way of working change before the time to repair does, in one class of incident?
-- Months are small: read the direction over several, with n, and never one month by itself.
with figures as (

    select
        period_name as month,
        metric_id,
        n,
        value,
        mean
    from {{ ref('metric_values') }}
    where
        period = 'month'
        and segment = 'incident_class'
        -- any class of your own
        and incident_class = 'deploy_related'
        and attribution = 'all'

)

select
    month,
    max(case when metric_id = 'time_to_resolve' then n end) as n_resolved,
    cast(max(case when metric_id = 'context_quality_score' then value end) as decimal(18, 1))
        as context_quality,
    cast(max(case when metric_id = 'first_page_correct_owner_rate' then value end) as decimal(18, 2))
        as first_page_right,
    cast(max(case when metric_id = 'time_to_engaged_owner' then value end) as decimal(18, 1))
        as minutes_to_owner,
    cast(max(case when metric_id = 'time_to_mitigate' then value end) as decimal(18, 1))
        as minutes_to_mitigate,
    cast(max(case when metric_id = 'time_to_resolve' then mean end) as decimal(18, 1)) as mttr_minutes
from figures
group by month
order by month
