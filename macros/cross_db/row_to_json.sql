{#- A whole row as JSON text. -#}
{% macro row_to_json(row_alias) -%}
    {{ return(adapter.dispatch('row_to_json', 'ai_sre_scorecard')(row_alias)) }}
{%- endmacro %}

{% macro default__row_to_json(row_alias) -%}
    {{ exceptions.raise_compiler_error('row_to_json is not written for ' ~ target.type) }}
{%- endmacro %}

{% macro duckdb__row_to_json(row_alias) -%}
    cast(to_json({{ row_alias }}) as varchar)
{%- endmacro %}
