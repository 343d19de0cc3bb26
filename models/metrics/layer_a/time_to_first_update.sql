-- How long do stakeholders wait for the first word?
-- Incidents without an internal update are left out.
with first_updates as (

    select
        incident_id,
        min(sent_at) as first_sent_at
    from {{ ref('measured_updates') }}
    where audience = 'internal'
    group by incident_id

)

select
    first_updates.incident_id,
    first_updates.incident_id as observation_id,
    cast(null as {{ type_double() }}) as numerator,
    cast(null as {{ type_double() }}) as denominator,
    {{ minutes_between('incidents.started_at', 'first_updates.first_sent_at') }} as value
from first_updates
inner join {{ ref('incidents') }} as incidents
    on first_updates.incident_id = incidents.incident_id
