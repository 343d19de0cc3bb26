{#-
    ISO 8601, extended or basic, a date alone or with a time, an offset or none
    (then it is UTC). Digits beyond microseconds are cut off. The two common spellings
    come first, all others are rewritten into the first.
-#}
{% macro parse_timestamp(text) -%}
    {%- set date = '[0-9]{4}-[01][0-9]-[0-3][0-9]' -%}
    {%- set hour = '([01][0-9]|2[0-3])' -%}
    {%- set time = hour ~ ':[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?' -%}
    {%- set offset = '(Z|[+-]' ~ hour ~ '(:?[0-5][0-9])?)' -%}
    case
        when substring({{ text }}, 1, 4) = '0000' then null
        when {{ matches(text, '^' ~ date ~ '[T ]' ~ time ~ offset ~ '$') }}
            then {{ try_timestamp(text) }}
        when {{ matches(text, '^' ~ date ~ '[T ]' ~ time ~ '$') }}
            then {{ try_timestamp(text ~ " || 'Z'") }}
        when {{ matches(text, any_iso_timestamp(hour)) }}
            then {{ try_timestamp(common_iso_spelling(text)) }}
    end
{%- endmacro %}

{#- The pattern of every spelling that is read, in upper or lower case. -#}
{% macro any_iso_timestamp(hour) -%}
    ^[0-9]{4}(-[0-9]{2}-[0-9]{2}|[0-9]{4})([Tt ]{{ hour }}(:?[0-5][0-9](:?[0-5][0-9]([.,][0-9]+)?)?)?([Zz]|[+-]{{ hour }}(:?[0-5][0-9])?)?)?$
{%- endmacro %}

{#- Any of those spellings as 2026-05-01T09:30:00Z, piece by piece. -#}
{% macro common_iso_spelling(text) -%}
    {%- set steps = [
        ('^(....)-?(..)-?(..)([T ]|$)', '\\1-\\2-\\3T'),
        ('T$', 'T00:00'),
        ('T(..)([Z+-]|$)', 'T\\1:00\\2'),
        ('T(..)([0-9])', 'T\\1:\\2'),
        ('T(.....)([0-9])', 'T\\1:\\2'),
        ('(T[0-9:.]+)$', '\\1Z'),
    ] -%}
    {%- set ns = namespace(spelling="replace(upper(" ~ text ~ "), ',', '.')") -%}
    {%- for pattern, replacement in steps -%}
        {%- set ns.spelling = rewrite(ns.spelling, pattern, replacement) -%}
    {%- endfor -%}
    {{ ns.spelling }}
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

{#- Digits stand apart because DuckDB makes a join of a list of five. -#}
{% macro parse_boolean(text) -%}
    case
        when lower({{ text }}) in ('true', 't', 'yes', 'y') or {{ text }} = '1' then true
        when lower({{ text }}) in ('false', 'f', 'no', 'n') or {{ text }} = '0' then false
    end
{%- endmacro %}
