{#-
    The columns identify a row: none of them null, no combination twice.

    measured_in  for a large table that keeps its rows by incident, the one that holds what
                 this build has measured: an increment looks at these combinations alone,
                 wherever they stand. The others were tested when they came.
-#}
{% test grain(model, columns, measured_in=none) %}
{%- set measured = ref(measured_in) if measured_in %}

select
    {% for column in columns -%}
    tested.{{ column }},
    {% endfor -%}
    count(*) as n_rows
from {{ model }} as tested
{%- if measured and adds_to_last_build() %}
inner join (
    select distinct {{ columns | join(', ') }}
    from {{ measured }}
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
