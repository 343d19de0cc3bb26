{#-
    How staging reads one raw column: raw_<type>(column) gives the typed value
    under the column's name. Types that can fail to parse also give
    <column>_unparseable, the text that could not be read, null otherwise.
-#}

{#- Trimmed text; null for what exports write where they have nothing. -#}
{% macro clean_text(column, none_is_a_value=false) -%}
    case
        when lower({{ trim_whitespace(column) }})
            not in ('', 'null', 'n/a', '-'{{ '' if none_is_a_value else ", 'none'" }})
            then {{ trim_whitespace(column) }}
    end
{%- endmacro %}

{% macro raw_string(column) -%}
    {{ clean_text(column) }} as {{ column }}
{%- endmacro %}

{#- A value of a list: compared in lower case. -#}
{% macro raw_listed(column, none_is_a_value=false) -%}
    lower({{ clean_text(column, none_is_a_value) }}) as {{ column }}
{%- endmacro %}

{% macro raw_timestamp(column) -%}
    {{ typed_with_failure(column, parse_timestamp(clean_text(column))) }}
{%- endmacro %}

{% macro raw_number(column, minimum=none) -%}
    {{ typed_with_failure(column, parse_number(clean_text(column), minimum)) }}
{%- endmacro %}

{% macro raw_boolean(column) -%}
    {{ typed_with_failure(column, parse_boolean(clean_text(column))) }}
{%- endmacro %}

{% macro typed_with_failure(column, parsed, text=none) -%}
    {{ parsed }} as {{ column }},
        case
            when {{ parsed }} is null then {{ text or clean_text(column) }}
        end as {{ column }}_unparseable
{%- endmacro %}

{#- Where a row comes from; every staging model of a raw table carries these. -#}
{% macro raw_row_columns() -%}
    _source_file as source_file,
        _source_row as source_row,
        _landing_order as landing_order,
        _unreadable_line as unreadable_line
{%- endmacro %}
