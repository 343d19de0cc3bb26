{#- The ISO 8601 text as a UTC timestamp; null when it is no moment. Expects an offset or Z. -#}
{% macro try_timestamp(text) -%}
    {{ return(adapter.dispatch('try_timestamp', 'ai_sre_scorecard')(text)) }}
{%- endmacro %}

{% macro default__try_timestamp(text) -%}
    {{ exceptions.raise_compiler_error('try_timestamp is not written for ' ~ target.type) }}
{%- endmacro %}

{% macro duckdb__try_timestamp(text) -%}
    try_cast({{ text }} as timestamptz) at time zone 'UTC'
{%- endmacro %}
