{#- Fractional minutes from one timestamp to another, negative when they run backwards. -#}
{% macro minutes_between(earlier, later) -%}
    {{ return(adapter.dispatch('minutes_between', 'ai_sre_scorecard')(earlier, later)) }}
{%- endmacro %}

{% macro default__minutes_between(earlier, later) -%}
    {{ exceptions.raise_compiler_error('minutes_between is not written for ' ~ target.type) }}
{%- endmacro %}

{% macro duckdb__minutes_between(earlier, later) -%}
    ((epoch_us({{ later }}) - epoch_us({{ earlier }})) / 60e6)
{%- endmacro %}
