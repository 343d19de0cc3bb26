-- How long from detection until somebody of the owning team answered?
-- Left out: no detection time, no known owner, no page to the owner that was answered.
with engagements as (

    select
        incidents.incident_id,
        incidents.detected_at,
        min(pages.acknowledged_at) as engaged_at
    from {{ ref('incidents') }} as incidents
    inner join {{ ref('fct_pages') }} as pages
        on
            incidents.incident_id = pages.incident_id
            and incidents.owner_team_id = pages.team_id
    where incidents.detected_at is not null and pages.acknowledged_at is not null
    group by incidents.incident_id, incidents.detected_at

)

select
    incident_id,
    incident_id as observation_id,
    cast(null as {{ type_double() }}) as numerator,
    cast(null as {{ type_double() }}) as denominator,
    {{ minutes_between('detected_at', 'engaged_at') }} as value
from engagements
