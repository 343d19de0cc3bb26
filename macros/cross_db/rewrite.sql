{#- The text with the first match of the pattern replaced; \1 is its first group. -#}
{% macro rewrite(text, pattern, replacement) -%}
    {{ return(adapter.dispatch('rewrite', 'ai_sre_scorecard')(text, pattern, replacement)) }}
{%- endmacro %}

{% macro default__rewrite(text, pattern, replacement) -%}
    {{ exceptions.raise_compiler_error('rewrite is not written for ' ~ target.type) }}
{%- endmacro %}

{% macro duckdb__rewrite(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}')
{%- endmacro %}
