{#-
    The columns identify a row: none of them null, no combination twice.

    by_incident  of a large table that keeps its rows by incident, an increment looks only
                 at the combinations that the incidents which it measures have, wherever
                 else they stand: the others were tested when they came.
-#}
{% test grain(model, columns, by_incident=false) %}
{%- set measured = ref('measured_incidents') if by_incident %}

select
    {% for column in columns -%}
    tested.{{ column }},
    {% endfor -%}
    count(*) as n_rows
from {{ model }} as tested
{%- if by_incident and adds_to_last_build() %}
inner join (
    select distinct {{ columns | join(', ') }}
    from {{ model }}
    where incident_id in (select measured.incident_id from {{ measured }} as measured)
) as changed
    on
        {%- for column in columns %}
        {{ 'and ' if not loop.first }}tested.{{ column }} is not distinct from changed.{{ column }}
        {%- endfor %}
{%- endif %}
group by {% for column in columns %}tested.{{ column }}{{ ', ' if not loop.last }}{% endfor %}
having
    count(*) > 1
    {%- for column in columns %}
    or tested.{{ column }} is null
    {%- endfor %}

{% endtest %}
