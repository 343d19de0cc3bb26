-- Durations of countable incidents that run backwards: impossible, and not measured.
select
    stream.metric_id,
    stream.incident_id,
    stream.observation_id,
    stream.value
from {{ ref('metric_stream') }} as stream
inner join {{ ref('metric_definitions') }} as definitions
    on stream.metric_id = definitions.metric_id
inner join {{ ref('incidents') }} as incidents
    on stream.incident_id = incidents.incident_id
where
    {{ is_touched('stream.incident_id') }}
    and incidents.is_countable
    and definitions.kind = 'duration'
    and stream.value < 0
