{#- The value of a key of a JSON object as text, the key being a column; null where it is missing. -#}
{% macro json_text_at(document, key_column) -%}
    {{ return(adapter.dispatch('json_text_at', 'ai_sre_scorecard')(document, key_column)) }}
{%- endmacro %}

{% macro default__json_text_at(document, key_column) -%}
    {{ exceptions.raise_compiler_error('json_text_at is not written for ' ~ target.type) }}
{%- endmacro %}

{% macro duckdb__json_text_at(document, key_column) -%}
    json_extract_string({{ document }}, '$."' || {{ key_column }} || '"')
{%- endmacro %}
