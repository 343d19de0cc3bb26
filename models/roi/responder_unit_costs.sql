-- What a minute of each role costs in each countable incident: the hourly rate in force
-- at its start. A role without one has no row.
with candidates as (

    select
        incidents.incident_id,
        rates.role,
        rates.rate_low,
        rates.rate_high,
        row_number() over (
            partition by incidents.incident_id, rates.role
            order by rates.effective_from desc nulls last
        ) as preference
    from {{ ref('incidents') }} as incidents
    inner join {{ ref('hourly_rates') }} as rates
        on incidents.started_on >= coalesce(rates.effective_from, incidents.started_on)
    where incidents.is_countable

)

select
    incident_id,
    role,
    rate_low / 60e0 as unit_cost_low,
    rate_high / 60e0 as unit_cost_high
from candidates
where preference = 1
