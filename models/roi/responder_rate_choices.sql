-- Which hourly rate prices each role's time in each countable incident: the one in force
-- at its start. A role without one has no row.
with candidates as (

    select
        incidents.incident_id,
        rates.role,
        rates.effective_from,
        rates.rate_low,
        rates.rate_high,
        row_number() over (
            partition by incidents.incident_id, rates.role
            order by rates.effective_from desc nulls last
        ) as preference
    from {{ ref('incidents') }} as incidents
    inner join {{ ref('hourly_rates') }} as rates
        on incidents.started_on >= coalesce(rates.effective_from, incidents.started_on)
    where incidents.is_countable and {{ is_touched('incidents.incident_id') }}

)

select
    incident_id,
    role,
    effective_from,
    rate_low,
    rate_high
from candidates
where preference = 1
