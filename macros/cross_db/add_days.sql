{#- The date that many days later. -#}
{% macro add_days(day, days) -%}
    {{ return(adapter.dispatch('add_days', 'ai_sre_scorecard')(day, days)) }}
{%- endmacro %}

{% macro default__add_days(day, days) -%}
    {{ exceptions.raise_compiler_error('add_days is not written for ' ~ target.type) }}
{%- endmacro %}

{% macro duckdb__add_days(day, days) -%}
    cast({{ day }} + to_days(cast({{ days }} as integer)) as date)
{%- endmacro %}
