{#-
    What must be computed anew. In a full build everything is; in an increment the
    incidents of touched_incidents, and the periods of touched_periods, that carry the
    name of the running build.
-#}
{% macro is_touched(incident_id) -%}
    {{ is_in_touched(incident_id, 'incident_id', ref('touched_incidents')) }}
{%- endmacro %}

{% macro is_in_touched_period(period_name) -%}
    {{ is_in_touched(period_name, 'period_name', ref('touched_periods')) }}
{%- endmacro %}

{% macro is_in_touched(column, key, touched) -%}
    {%- if is_increment() -%}
    {{ column }} in (
            select touched.{{ key }}
            from {{ touched }} as touched
            where touched.build_id = '{{ invocation_id }}'
        )
    {%- else -%}
    true
    {%- endif -%}
{%- endmacro %}

{#- To be run before new rows are added to a model: makes room for them. -#}
{% macro forget_touched_incidents() -%}
    {%- if is_increment() -%}
    delete from {{ this }} where {{ is_touched('incident_id') }}
    {%- endif -%}
{%- endmacro %}

{% macro forget_touched_periods() -%}
    {%- if is_increment() -%}
    delete from {{ this }} where {{ is_in_touched_period('period_name') }}
    {%- endif -%}
{%- endmacro %}
