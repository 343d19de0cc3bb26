{#- The value at a position, from 1, of sorted_values; null outside. -#}
{% macro sorted_value(values, position) -%}
    {{ return(adapter.dispatch('sorted_value', 'ai_sre_scorecard')(values, position)) }}
{%- endmacro %}

{% macro default__sorted_value(values, position) -%}
    {{ exceptions.raise_compiler_error('sorted_value is not written for ' ~ target.type) }}
{%- endmacro %}

{% macro duckdb__sorted_value(values, position) -%}
    list_extract({{ values }}, cast({{ position }} as bigint))
{%- endmacro %}
