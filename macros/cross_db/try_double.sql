{#- The text as a double; null when it is none. -#}
{% macro try_double(text) -%}
    {{ return(adapter.dispatch('try_double', 'ai_sre_scorecard')(text)) }}
{%- endmacro %}

{% macro default__try_double(text) -%}
    {{ exceptions.raise_compiler_error('try_double is not written for ' ~ target.type) }}
{%- endmacro %}

{% macro duckdb__try_double(text) -%}
    try_cast({{ text }} as double)
{%- endmacro %}
