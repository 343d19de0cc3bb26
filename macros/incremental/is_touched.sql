{#-
    What must be computed anew. In a full build everything is; in an increment the
    incidents of measured_incidents, and the periods of touched_periods that carry the
    name of the running build. When dbt parses it has to see what is read.
-#}
{% macro is_touched(incident_id) -%}
    {%- if not execute or adds_to_last_build() -%}
    {{ incident_id }} in (
            select measured.incident_id from {{ ref('measured_incidents') }} as measured
        )
    {%- else -%}
    true
    {%- endif -%}
{%- endmacro %}

{% macro is_in_touched_period(period_name) -%}
    {%- if not execute or adds_to_last_build() -%}
    {{ period_name }} in (
            select touched.period_name
            from {{ ref('touched_periods') }} as touched
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
