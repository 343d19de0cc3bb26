{#- The text d/m/yyyy HH:MM, with seconds or without, as a timestamp; null when it is no moment. -#}
{% macro try_day_first_timestamp(text) -%}
    {{ return(adapter.dispatch('try_day_first_timestamp', 'ai_sre_scorecard')(text)) }}
{%- endmacro %}

{% macro default__try_day_first_timestamp(text) -%}
    {{ exceptions.raise_compiler_error('try_day_first_timestamp is not written for ' ~ target.type) }}
{%- endmacro %}

{% macro duckdb__try_day_first_timestamp(text) -%}
    try_strptime({{ text }}, ['%d/%m/%Y %H:%M', '%d/%m/%Y %H:%M:%S'])
{%- endmacro %}
