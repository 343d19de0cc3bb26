{#- The timestamp that many minutes later; minutes may be fractional. -#}
{% macro add_minutes(moment, minutes) -%}
    {{ return(adapter.dispatch('add_minutes', 'ai_sre_scorecard')(moment, minutes)) }}
{%- endmacro %}

{% macro default__add_minutes(moment, minutes) -%}
    {{ exceptions.raise_compiler_error('add_minutes is not written for ' ~ target.type) }}
{%- endmacro %}

{% macro duckdb__add_minutes(moment, minutes) -%}
    ({{ moment }} + to_microseconds(cast(round({{ minutes }} * 60e6) as bigint)))
{%- endmacro %}
