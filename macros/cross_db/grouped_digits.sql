{#- A whole number with commas between the thousands, as text. -#}
{% macro grouped_digits(number) -%}
    {{ return(adapter.dispatch('grouped_digits', 'ai_sre_scorecard')(number)) }}
{%- endmacro %}

{% macro default__grouped_digits(number) -%}
    {{ exceptions.raise_compiler_error('grouped_digits is not written for ' ~ target.type) }}
{%- endmacro %}

{% macro duckdb__grouped_digits(number) -%}
    format('{:,}', cast(round({{ settled(number) }}) as bigint))
{%- endmacro %}
