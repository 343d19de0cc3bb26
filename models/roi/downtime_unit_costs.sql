-- What a minute of downtime costs in each counted incident: its components added up, of
-- each the most specific row that was in force at its start, of those the latest.
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

started as (

    select distinct
        incident_id,
        severity,
        service_tier,
        started_on
    from {{ ref('roi_incidents') }}
    where is_counted and period_name <> 'baseline'

),

candidates as (

    select
        started.incident_id,
        costs.cost_per_minute_low,
        costs.cost_per_minute_high,
        row_number() over (
            partition by started.incident_id, costs.component
            order by
                case
                    when costs.service_tier is not null and costs.severity is not null then 1
                    when costs.service_tier is not null then 2
                    when costs.severity is not null then 3
                    else 4
                end,
                costs.effective_from desc nulls last
        ) as preference
    from started
    inner join costs
        on
            started.service_tier = coalesce(costs.service_tier, started.service_tier)
            and started.severity = coalesce(costs.severity, started.severity)
            and started.started_on >= coalesce(costs.effective_from, started.started_on)

)

select
    incident_id,
    sum(cost_per_minute_low) as unit_cost_low,
    sum(cost_per_minute_high) as unit_cost_high
from candidates
where preference = 1
group by incident_id
