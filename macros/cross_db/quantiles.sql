{#- Aggregate: quantiles of a group in ascending order, interpolated; for sorted_value. -#}
{% macro quantiles(expression, quantiles) -%}
    {{ return(adapter.dispatch('quantiles', 'ai_sre_scorecard')(expression, quantiles)) }}
{%- endmacro %}

{% macro default__quantiles(expression, quantiles) -%}
    {{ exceptions.raise_compiler_error('quantiles is not written for ' ~ target.type) }}
{%- endmacro %}

{#- As a list, not an aggregate function, so that a `having` is asked before the work. -#}
{% macro duckdb__quantiles(expression, quantiles) -%}
    list_aggregate(list({{ expression }}), 'quantile_cont', {{ quantiles }})
{%- endmacro %}
