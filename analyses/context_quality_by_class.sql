-- How good is the context that responders get, by class, before AI and now?
-- Overlapping intervals prove nothing either way; a class without a packet has no row.
with figures as (

    select
        incident_class,
        period_name,
        n,
        value,
        interval_low,
        interval_high
    from {{ ref('layer_a_workflow_quality') }}
    where
        metric_id = 'context_quality_score'
        and period = 'window'
        and segment = 'incident_class'
        and attribution = 'all'

)

select
    incident_class,
    max(case when period_name = 'baseline' then n end) as n_baseline,
    cast(max(case when period_name = 'baseline' then value end) as decimal(18, 1)) as baseline,
    cast(max(case when period_name = 'baseline' then interval_low end) as decimal(18, 1))
        as baseline_low,
    cast(max(case when period_name = 'baseline' then interval_high end) as decimal(18, 1))
        as baseline_high,
    max(case when period_name = 'current' then n end) as n_current,
    cast(max(case when period_name = 'current' then value end) as decimal(18, 1)) as current_score,
    cast(max(case when period_name = 'current' then interval_low end) as decimal(18, 1))
        as current_low,
    cast(max(case when period_name = 'current' then interval_high end) as decimal(18, 1))
        as current_high
from figures
group by incident_class
order by incident_class
