{#- The eight-byte floating type. -#}
{% macro type_double() -%}
    {{ return(adapter.dispatch('type_double', 'ai_sre_scorecard')()) }}
{%- endmacro %}

{% macro default__type_double() -%}
    {{ exceptions.raise_compiler_error('type_double is not written for ' ~ target.type) }}
{%- endmacro %}

{% macro duckdb__type_double() -%}
    double
{%- endmacro %}
