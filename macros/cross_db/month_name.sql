{#- The month of a date as 2026-05. -#}
{% macro month_name(day) -%}
    {{ return(adapter.dispatch('month_name', 'ai_sre_scorecard')(day)) }}
{%- endmacro %}

{% macro default__month_name(day) -%}
    {{ exceptions.raise_compiler_error('month_name is not written for ' ~ target.type) }}
{%- endmacro %}

{% macro duckdb__month_name(day) -%}
    strftime({{ day }}, '%Y-%m')
{%- endmacro %}
