-- How often does an incident change hands?
-- Incidents with neither a page nor a handoff are left out: their routing is not known.
with routed as (

    select incident_id from {{ ref('measured_pages') }}
    union
    select incident_id from {{ ref('measured_handoffs') }}

),

handoffs as (

    select
        incident_id,
        cast(count(*) as {{ type_double() }}) as handoff_count
    from {{ ref('measured_handoffs') }}
    where from_team_id is distinct from to_team_id
    group by incident_id

)

select
    routed.incident_id,
    routed.incident_id as observation_id,
    cast(null as {{ type_double() }}) as numerator,
    cast(null as {{ type_double() }}) as denominator,
    coalesce(handoffs.handoff_count, 0e0) as value
from routed
left join handoffs
    on routed.incident_id = handoffs.incident_id
