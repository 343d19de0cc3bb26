{#- How ServiceNow's audit log writes values: '?' is missing, dates are d/m/yyyy HH:MM. -#}

{% macro servicenow_text(column) -%}
    nullif({{ clean_text(column) }}, '?')
{%- endmacro %}

{% macro servicenow_number(column) -%}
    {{ typed_with_failure(column, parse_number(servicenow_text(column), minimum=0), servicenow_text(column)) }}
{%- endmacro %}

{#- Other exports of ServiceNow write ISO 8601; both are read. -#}
{% macro servicenow_timestamp(column) -%}
    {%- set text = servicenow_text(column) -%}
    {%- set parsed -%}
        case
            when {{ matches(text, '^[0-9]{1,2}/[0-9]{1,2}/[0-9]{4} [0-9]{1,2}:[0-9]{2}(:[0-9]{2})?$') }}
                then {{ try_day_first_timestamp(text) }}
            else {{ parse_timestamp(text) }}
        end
    {%- endset -%}
    {{ typed_with_failure(column, parsed, text) }}
{%- endmacro %}
