-- What a minute of each role costs in each incident of a period: the hourly rate in force
-- at its start. A role without one has no row.
with started as (

    select distinct
        incident_id,
        started_on
    from {{ ref('roi_incidents') }}
    where period_name <> 'baseline' and (is_counted or is_ai_used)

),

candidates as (

    select
        started.incident_id,
        rates.role,
        rates.rate_low,
        rates.rate_high,
        row_number() over (
            partition by started.incident_id, rates.role
            order by rates.effective_from desc nulls last
        ) as preference
    from started
    inner join {{ ref('hourly_rates') }} as rates
        on started.started_on >= coalesce(rates.effective_from, started.started_on)

)

select
    incident_id,
    role,
    rate_low / 60e0 as unit_cost_low,
    rate_high / 60e0 as unit_cost_high
from candidates
where preference = 1
