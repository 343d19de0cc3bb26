{#- Dates of its audit log are d/m/yyyy HH:MM; other exports of ServiceNow write ISO 8601. -#}
{% macro servicenow_timestamp(column) -%}
    {%- set parsed -%}
        case
            when {{ matches(column, '^[0-9]{1,2}/[0-9]{1,2}/[0-9]{4} [0-9]{1,2}:[0-9]{2}(:[0-9]{2})?$') }}
                then {{ try_day_first_timestamp(column) }}
            else {{ parse_timestamp(column) }}
        end
    {%- endset -%}
    {{ typed_with_failure(column, parsed) }}
{%- endmacro %}
