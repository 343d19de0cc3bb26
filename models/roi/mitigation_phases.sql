-- Where the time to mitigation went, in incidents whose moments come in order: start,
-- detection, engagement of the owner, mitigation.
with ordered as (

    select
        incidents.incident_id,
        incidents.started_at,
        incidents.detected_at,
        engagements.engaged_at,
        incidents.mitigated_at
    from {{ ref('incidents') }} as incidents
    inner join {{ ref('owner_engagements') }} as engagements
        on incidents.incident_id = engagements.incident_id
    where
        incidents.started_at <= incidents.detected_at
        and incidents.detected_at <= engagements.engaged_at
        and engagements.engaged_at <= incidents.mitigated_at

)

select
    incident_id,
    'start_to_detection' as component,
    {{ minutes_between('started_at', 'detected_at') }} as minutes
from ordered
union all
select
    incident_id,
    'detection_to_engaged_owner' as component,
    {{ minutes_between('detected_at', 'engaged_at') }} as minutes
from ordered
union all
select
    incident_id,
    'engaged_owner_to_mitigation' as component,
    {{ minutes_between('engaged_at', 'mitigated_at') }} as minutes
from ordered
