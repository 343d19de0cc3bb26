{#- Aggregate: the values of a group in ascending order, for sorted_value. -#}
{% macro sorted_values(expression) -%}
    {{ return(adapter.dispatch('sorted_values', 'ai_sre_scorecard')(expression)) }}
{%- endmacro %}

{% macro default__sorted_values(expression) -%}
    {{ exceptions.raise_compiler_error('sorted_values is not written for ' ~ target.type) }}
{%- endmacro %}

{% macro duckdb__sorted_values(expression) -%}
    list_sort(list({{ expression }}))
{%- endmacro %}
