-- How long from detection until somebody of the owning team answered?
-- Left out: no detection time, no known owner, no page to the owner that was answered.
select
    incidents.incident_id,
    incidents.incident_id as observation_id,
    cast(null as {{ type_double() }}) as numerator,
    cast(null as {{ type_double() }}) as denominator,
    {{ minutes_between('incidents.detected_at', 'engagements.engaged_at') }} as value
from {{ ref('incidents') }} as incidents
inner join {{ ref('owner_engagements') }} as engagements
    on incidents.incident_id = engagements.incident_id
where incidents.detected_at is not null
