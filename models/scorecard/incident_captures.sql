-- What was captured for which countable incident: one row per incident and capture.
-- A capture is there when at least one row of it is.
with captured as (

    {% for capture in captures() %}
    select distinct
        incident_id,
        '{{ capture[0] }}' as capture_id
    from {{ ref(capture[1]) }}
    where {{ capture[2] }} and {{ is_touched('incident_id') }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    captured.incident_id,
    captured.capture_id,
    incidents.source,
    incidents.month
from captured
inner join {{ ref('incidents') }} as incidents
    on captured.incident_id = incidents.incident_id
where incidents.is_countable
