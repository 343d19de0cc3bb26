{#- Dates of its audit log are d/m/yyyy HH:MM; other exports of ServiceNow write ISO 8601. -#}
{% macro parse_servicenow_timestamp(text) -%}
    case
        when {{ matches(text, '^[0-9]{1,2}/[0-9]{1,2}/[0-9]{4} [0-9]{1,2}:[0-9]{2}(:[0-9]{2})?$') }}
            then {{ try_day_first_timestamp(text) }}
        else {{ parse_timestamp(text) }}
    end
{%- endmacro %}
