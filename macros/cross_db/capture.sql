{#- What the pattern's first group captures in the text; empty where it does not match. -#}
{% macro capture(text, pattern) -%}
    {{ return(adapter.dispatch('capture', 'ai_sre_scorecard')(text, pattern)) }}
{%- endmacro %}

{% macro default__capture(text, pattern) -%}
    {{ exceptions.raise_compiler_error('capture is not written for ' ~ target.type) }}
{%- endmacro %}

{% macro duckdb__capture(text, pattern) -%}
    regexp_extract({{ text }}, '{{ pattern }}', 1)
{%- endmacro %}
