-- How often must stakeholders ask because nobody told them?
-- An export without any escalation does not capture them, and has no figure.
with missing_updates as (

    select
        incident_id,
        cast(count(*) as {{ type_double() }}) as n_escalations
    from {{ ref('escalations') }}
    where cause = 'missing_update'
    group by incident_id

),

capture as (

    select count(*) as n_escalations
    from {{ ref('escalations') }}

)

select
    incidents.incident_id,
    incidents.incident_id as observation_id,
    cast(null as {{ type_double() }}) as numerator,
    cast(null as {{ type_double() }}) as denominator,
    coalesce(missing_updates.n_escalations, 0e0) as value
from {{ ref('incidents') }} as incidents
cross join capture
left join missing_updates
    on incidents.incident_id = missing_updates.incident_id
where incidents.is_countable and capture.n_escalations > 0
