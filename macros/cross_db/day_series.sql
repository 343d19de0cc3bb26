{#- A query of all days from one date to another, column date_day. -#}
{% macro day_series(first_day, last_day, relation) -%}
    {{ return(adapter.dispatch('day_series', 'ai_sre_scorecard')(first_day, last_day, relation)) }}
{%- endmacro %}

{% macro default__day_series(first_day, last_day, relation) -%}
    {{ exceptions.raise_compiler_error('day_series is not written for ' ~ target.type) }}
{%- endmacro %}

{% macro duckdb__day_series(first_day, last_day, relation) -%}
    select cast(unnest(generate_series({{ first_day }}, {{ last_day }}, interval 1 day)) as date) as date_day
    from {{ relation }}
{%- endmacro %}
