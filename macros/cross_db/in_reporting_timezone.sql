{#- A UTC timestamp as the wall clock of the reporting time zone shows it. -#}
{% macro in_reporting_timezone(moment) -%}
    {%- if var('reporting_timezone') == 'UTC' -%}
        {{ moment }}
    {%- else -%}
        {{ return(adapter.dispatch('in_reporting_timezone', 'ai_sre_scorecard')(moment)) }}
    {%- endif -%}
{%- endmacro %}

{% macro default__in_reporting_timezone(moment) -%}
    {{ exceptions.raise_compiler_error('in_reporting_timezone is not written for ' ~ target.type) }}
{%- endmacro %}

{% macro duckdb__in_reporting_timezone(moment) -%}
    (({{ moment }} at time zone 'UTC') at time zone '{{ var("reporting_timezone") | replace("'", "''") }}')
{%- endmacro %}
