{#-
    What must be computed anew. In a full build everything is; in an increment the
    incidents of measured_incidents, and the periods of touched_periods that carry the
    name of the running build.
-#}
{% macro is_touched(incident_id) -%}
    {#- named outside of the condition, so that dbt knows of it when it parses -#}
    {%- set measured = ref('measured_incidents') -%}
    {%- if adds_to_last_build() -%}
    {{ incident_id }} in (select measured.incident_id from {{ measured }} as measured)
    {%- else -%}
    true
    {%- endif -%}
{%- endmacro %}

{% macro is_in_touched_period(period_name) -%}
    {%- set touched = ref('touched_periods') -%}
    {%- if adds_to_last_build() -%}
    {{ period_name }} in (
            select touched.period_name
            from {{ touched }} as touched
            where touched.build_id = '{{ invocation_id }}'
        )
    {%- else -%}
    true
    {%- endif -%}
{%- endmacro %}

{#- To be run before new rows are added to a model: makes room for them. -#}
{% macro forget_touched_incidents() -%}
    {%- if adds_to_last_build() -%}
    delete from {{ this }} where {{ is_touched('incident_id') }}
    {%- endif -%}
{%- endmacro %}

{% macro forget_touched_periods() -%}
    {%- if adds_to_last_build() -%}
    delete from {{ this }} where {{ is_in_touched_period('period_name') }}
    {%- endif -%}
{%- endmacro %}
