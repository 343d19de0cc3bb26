-- Which row of the cost table prices downtime in each countable incident: of each component
-- the most specific one that was in force at its start, of those the latest.
-- Support load is left out where support has an hourly rate: the minute would count in
-- two buckets.
with support_rates as (

    select count(*) as n_rates
    from {{ ref('hourly_rates') }}
    where role = 'support'

),

costs as (

    select costs.*
    from {{ ref('downtime_costs') }} as costs
    cross join support_rates
    where
        costs.component <> 'brand_impact'
        and (costs.component <> 'support_load' or support_rates.n_rates = 0)

),

candidates as (

    select
        incidents.incident_id,
        costs.*,
        row_number() over (
            partition by incidents.incident_id, costs.component
            order by
                case
                    when costs.service_tier is not null and costs.severity is not null then 1
                    when costs.service_tier is not null then 2
                    when costs.severity is not null then 3
                    else 4
                end,
                costs.effective_from desc nulls last
        ) as preference
    from {{ ref('incidents') }} as incidents
    inner join costs
        on
            incidents.service_tier = coalesce(costs.service_tier, incidents.service_tier)
            and incidents.severity = coalesce(costs.severity, incidents.severity)
            and incidents.started_on >= coalesce(costs.effective_from, incidents.started_on)
    where incidents.is_countable and {{ is_touched('incidents.incident_id') }}

)

select
    incident_id,
    component,
    service_tier,
    severity,
    effective_from,
    cost_per_minute_low,
    cost_per_minute_high,
    source
from candidates
where preference = 1
