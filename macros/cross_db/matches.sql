{#- Whether the text matches the POSIX pattern. -#}
{% macro matches(text, pattern) -%}
    {{ return(adapter.dispatch('matches', 'ai_sre_scorecard')(text, pattern)) }}
{%- endmacro %}

{% macro default__matches(text, pattern) -%}
    {{ exceptions.raise_compiler_error('matches is not written for ' ~ target.type) }}
{%- endmacro %}

{% macro duckdb__matches(text, pattern) -%}
    regexp_matches({{ text }}, '{{ pattern }}')
{%- endmacro %}
