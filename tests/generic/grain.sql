{#-
    The columns identify a row: none of them null, no combination twice.

    columns      their names in one text, 'metric_id, segment': dbt renders a list item by
                 item, and takes longer over that than the test does
    measured_in  for a large table that keeps its rows by incident, the one that holds what
                 this build has measured: an increment looks at these combinations alone,
                 wherever they stand. The others were tested when they came.
-#}
{% test grain(model, columns, measured_in=none) %}
{%- set measured = ref(measured_in) if measured_in %}
{%- set key = columns.split(', ') %}

select
    {% for column in key -%}
    tested.{{ column }},
    {% endfor -%}
    count(*) as n_rows
from {{ model }} as tested
{%- if measured and adds_to_last_build() %}
inner join (
    select distinct {{ columns }}
    from {{ measured }}
) as changed
    on
        {%- for column in key %}
        {{ 'and ' if not loop.first }}tested.{{ column }} is not distinct from changed.{{ column }}
        {%- endfor %}
{%- endif %}
group by {% for column in key %}tested.{{ column }}{{ ', ' if not loop.last }}{% endfor %}
having
    count(*) > 1
    {%- for column in key %}
    or tested.{{ column }} is null
    {%- endfor %}

{% endtest %}
