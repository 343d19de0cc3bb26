-- What was captured for which countable incident: one row per incident and capture.
-- A capture is there when at least one row of it is.
with captured as (

    {% for capture_id, relation, condition in captures() %}
    select distinct
        incident_id,
        '{{ capture_id }}' as capture_id
    from {{ ref(relation) }}
    where {{ condition }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    captured.incident_id,
    captured.capture_id
from captured
inner join {{ ref('incidents') }} as incidents
    on captured.incident_id = incidents.incident_id
where incidents.is_countable
