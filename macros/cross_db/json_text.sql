{#- The value of a key of a JSON object as text; null where it is missing. -#}
{% macro json_text(document, key) -%}
    {{ return(adapter.dispatch('json_text', 'ai_sre_scorecard')(document, key)) }}
{%- endmacro %}

{% macro default__json_text(document, key) -%}
    {{ exceptions.raise_compiler_error('json_text is not written for ' ~ target.type) }}
{%- endmacro %}

{% macro duckdb__json_text(document, key) -%}
    ({{ document }} ->> '$.{{ key }}')
{%- endmacro %}
