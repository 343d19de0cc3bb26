{#-
    What must be computed anew. In a full build everything is; in an increment the
    incidents of measured_incidents, the periods of touched_periods and the staged rows
    that carry the name of the running build. When dbt parses it has to see what is read.
    Incidents themselves are described before it is known which to measure: they are
    listed_in incidents_with_news.
-#}
{% macro is_touched(incident_id, listed_in='measured_incidents') -%}
    {%- if not execute or adds_to_last_build() -%}
    {{ is_among(incident_id, ref(listed_in), 'incident_id') }}
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

{% macro is_judged_now(build_id) -%}
    {{ build_id ~ " = '" ~ invocation_id ~ "'" if adds_to_last_build() else 'true' }}
{%- endmacro %}

{#- To be run before new rows are added to a model: makes room for them. -#}
{% macro forget_touched_incidents(listed_in='measured_incidents') -%}
    {%- if adds_to_last_build() -%}
    delete from {{ this }} where {{ is_touched('incident_id', listed_in) }}
    {%- endif -%}
{%- endmacro %}

{% macro forget_touched_periods() -%}
    {%- if adds_to_last_build() -%}
    delete from {{ this }} where {{ is_in_touched_period('period_name') }}
    {%- endif -%}
{%- endmacro %}

{% macro forget_rows_judged_now() -%}
    {%- if adds_to_last_build() -%}
    delete from {{ this }} as former
    using (
        {%- for source_name, table, _ in staged_tables() %}
        select
            '{{ source_name }}' as source,
            '{{ table }}' as table_name,
            landing_order,
            source_row
        from {{ ref('stg_' ~ source_name ~ '__' ~ table) }}
        where {{ is_judged_now('build_id') }}
        {{ 'union all' if not loop.last }}
        {%- endfor %}
    ) as judged
    where
        former.source = judged.source
        and former.table_name = judged.table_name
        and former.landing_order = judged.landing_order
        and former.source_row = judged.source_row
    {%- endif -%}
{%- endmacro %}

{#- Figures of touched periods, and those of rates, which are always computed anew. -#}
{% macro forget_touched_figures() -%}
    {%- if adds_to_last_build() -%}
    delete from {{ this }}
    where
        {{ is_in_touched_period('period_name') }}
        or metric_id in (
            select definitions.metric_id
            from {{ ref('metric_definitions') }} as definitions
            where definitions.kind = 'rate'
        )
    {%- endif -%}
{%- endmacro %}
