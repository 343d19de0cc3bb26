-- What was captured for each countable incident, a column for each capture: it is there
-- when at least one row of it is.
{% set of_incidents = captures() | selectattr(1, 'equalto', 'incidents') | list %}
{% set of_others = captures() | rejectattr(1, 'equalto', 'incidents') | list %}
{% set relations = of_others | map(attribute=1) | unique | list %}
{% set touched = is_touched('incident_id') %}
with {% for relation in relations -%}
{{ relation }}_captures as (

    select
        {% for capture in of_others if capture[1] == relation -%}
        max(case when {{ capture[2] }} then 1 else 0 end) as {{ capture[0] }},
        {% endfor -%}
        incident_id
    from {{ ref(relation) }}
    where {{ touched }}
    group by incident_id

),

{% endfor -%}
countable as (

    select
        {% for capture in of_incidents -%}
        coalesce({{ capture[2] }}, false) as {{ capture[0] }},
        {% endfor -%}
        incident_id,
        source,
        month
    from {{ ref('incidents') }}
    where is_countable and {{ touched }}

)

select
    {% for capture in of_others -%}
    coalesce({{ capture[1] }}_captures.{{ capture[0] }}, 0) = 1 as {{ capture[0] }},
    {% endfor -%}
    countable.*
from countable
{% for relation in relations -%}
left join {{ relation }}_captures
    on countable.incident_id = {{ relation }}_captures.incident_id
{% endfor %}
