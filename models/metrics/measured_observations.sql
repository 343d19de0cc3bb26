-- The observations that this build measures, of countable incidents, with their place.
-- A duration that runs backwards is impossible, and void.
select
    stream.metric_id,
    stream.observation_id,
    stream.incident_id,
    incidents.started_on,
    incidents.month,
    incidents.severity,
    incidents.incident_class,
    incidents.service_tier,
    incidents.is_ai_used,
    stream.numerator,
    stream.denominator,
    case
        when definitions.kind in ('proportion', 'ratio')
            then stream.numerator / stream.denominator
        else stream.value
    end as value
from {{ ref('metric_stream') }} as stream
inner join {{ ref('metric_definitions') }} as definitions
    on stream.metric_id = definitions.metric_id
inner join {{ ref('incidents') }} as incidents
    on stream.incident_id = incidents.incident_id
where
    incidents.is_countable
    and (definitions.kind <> 'duration' or stream.value >= 0)
