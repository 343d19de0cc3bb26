-- How many hours of responders does an incident take, by tier, before AI and now?
-- It rests on the sampled incidents, n of n_incidents: a sample that was chosen misleads.
with incidents as (

    select
        period_name,
        service_tier,
        cast(sum(n_incidents) as bigint) as n_incidents
    from {{ ref('severity_distribution') }}
    where segment = 'service_tier'
    group by period_name, service_tier

)

select
    figures.service_tier,
    figures.period_name,
    figures.n,
    incidents.n_incidents,
    cast(figures.value as decimal(18, 2)) as hours_per_incident,
    cast(figures.interval_low as decimal(18, 2)) as interval_low,
    cast(figures.interval_high as decimal(18, 2)) as interval_high
from {{ ref('layer_c_business') }} as figures
left join incidents
    on
        figures.period_name = incidents.period_name
        and figures.service_tier = incidents.service_tier
where
    figures.metric_id = 'responder_hours'
    and figures.period = 'window'
    and figures.segment = 'service_tier'
    and figures.attribution = 'all'
order by figures.service_tier, figures.period_name
