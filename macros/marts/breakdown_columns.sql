{#- The place of a breakdown's row: period and segment. -#}
{% macro breakdown_columns(relation) -%}
    {%- for column in [
        'period', 'period_name', 'period_start', 'period_end',
        'segment', 'severity', 'incident_class', 'service_tier',
    ] -%}
        {{ relation }}.{{ column }}{{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
