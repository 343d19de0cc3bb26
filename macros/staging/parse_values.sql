{#-
    ISO 8601, extended or basic, a date alone or with a time, an offset or none
    (then it is UTC). Digits beyond microseconds are cut off.
-#}
{% macro parse_timestamp(text) -%}
    {%- set hour = '([01][0-9]|2[0-3])' -%}
    {%- set offset = '(Z|[+-]' ~ hour ~ '(:?[0-5][0-9])?)' -%}
    {%- set year = '(000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})' -%}
    {%- set date = year ~ '-[0-9]{2}-[0-9]{2}' -%}
    {%- set time = hour ~ ':[0-5][0-9](:[0-5][0-9]([.,][0-9]+)?)?' -%}
    {%- set basic_time = hour ~ '([0-5][0-9]([0-5][0-9]([.,][0-9]+)?)?)?' -%}
    {%- set upper = "upper(" ~ text ~ ")" -%}
    case
        when {{ matches(upper, '^' ~ date ~ '[T ]' ~ time ~ offset ~ '$') }}
            then {{ try_timestamp("replace(" ~ upper ~ ", ',', '.')") }}
        when {{ matches(upper, '^' ~ date ~ '[T ]' ~ time ~ '$') }}
            then {{ try_timestamp("replace(" ~ upper ~ ", ',', '.') || 'Z'") }}
        when {{ matches(text, '^' ~ date ~ '$') }}
            then {{ try_timestamp(text ~ " || 'T00:00:00Z'") }}
        when {{ matches(upper, '^' ~ year ~ '[0-9]{4}(T' ~ basic_time ~ offset ~ '?)?$') }}
            then {{ try_timestamp(extended_from_basic(upper)) }}
        when {{ matches(upper, '^' ~ date ~ '[T ]' ~ hour ~ offset ~ '?$') }}
            then {{ try_timestamp(extended_from_basic(
                "replace(substring(" ~ upper ~ ", 1, 10), '-', '') || 'T' || substring(" ~ upper ~ ", 12)"
            )) }}
    end
{%- endmacro %}

{#- 20260501T093000Z and its shorter forms as 2026-05-01T09:30:00Z. -#}
{% macro extended_from_basic(text) -%}
    substring({{ text }}, 1, 4) || '-' || substring({{ text }}, 5, 2)
            || '-' || substring({{ text }}, 7, 2)
            || 'T' || {{ digits_or_zeros(text, '^.{9}([0-9]{2})') }}
            || ':' || {{ digits_or_zeros(text, '^.{11}([0-9]{2})') }}
            || ':' || {{ digits_or_zeros(text, '^.{13}([0-9]{2}([.,][0-9]+)?)') }}
            || coalesce(nullif({{ capture(text, '^.{9}[0-9.,]*(Z|[+-].*)$') }}, ''), 'Z')
{%- endmacro %}

{% macro digits_or_zeros(text, pattern) -%}
    replace(coalesce(nullif({{ capture(text, pattern) }}, ''), '00'), ',', '.')
{%- endmacro %}

{#- A finite decimal, exponents allowed, not below the minimum where one is given. -#}
{% macro parse_number(text, minimum=none) -%}
    {%- set number = try_double(text) -%}
    case
        when {{ matches(text, '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$') }}
            and abs({{ number }}) <= 1.7976931348623157e308
            {%- if minimum is not none %}
            and {{ number }} >= {{ minimum }}
            {%- endif %}
            then {{ number }}
    end
{%- endmacro %}

{% macro parse_boolean(text) -%}
    case
        when lower({{ text }}) in ('true', 't', 'yes', 'y', '1') then true
        when lower({{ text }}) in ('false', 'f', 'no', 'n', '0') then false
    end
{%- endmacro %}
