{#- A query of the first days of all months from one date to another, column month_start. -#}
{% macro month_starts(first_day, last_day, relation) -%}
    {{ return(adapter.dispatch('month_starts', 'ai_sre_scorecard')(first_day, last_day, relation)) }}
{%- endmacro %}

{% macro default__month_starts(first_day, last_day, relation) -%}
    {{ exceptions.raise_compiler_error('month_starts is not written for ' ~ target.type) }}
{%- endmacro %}

{% macro duckdb__month_starts(first_day, last_day, relation) -%}
    select cast(unnest(generate_series(
        date_trunc('month', {{ first_day }}), date_trunc('month', {{ last_day }}), interval 1 month
    )) as date) as month_start
    from {{ relation }}
{%- endmacro %}
