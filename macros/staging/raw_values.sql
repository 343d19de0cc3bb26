{#-
    How staging reads raw columns, in two steps. First every column becomes clean
    text (clean_columns), then the ones that are no text are parsed: typed_<type>
    gives the value under the column's name, and <column>_unparseable, the text that
    could not be read, null otherwise. In two steps, because the parsers mention
    their input many times, and engines plan what is written, not what is meant.
-#}

{#- Where a row comes from; every staging model of a raw table carries these. -#}
{% macro raw_row_columns() -%}
    _source_file as source_file,
        _source_row as source_row,
        _landing_order as landing_order,
        _unreadable_line as unreadable_line
{%- endmacro %}

{#-
    Trimmed text; null for what exports write where they have nothing. Tables that an
    EL tool has filled may hold other types than text.
-#}
{% macro clean_text(column, none_is_a_value=false) -%}
    {%- set text = trim_whitespace('cast(' ~ column ~ ' as ' ~ dbt.type_string() ~ ')') -%}
    case
        when lower({{ text }})
            not in ('', 'null', 'n/a', '-'{{ '' if none_is_a_value else ", 'none'" }})
            then {{ text }}
    end
{%- endmacro %}

{#- none_is_a_value: the columns in which 'none' says something. -#}
{% macro clean_columns(columns, none_is_a_value=[]) -%}
    {%- for column in columns -%}
        {{ clean_text(column, column in none_is_a_value) }} as {{ column }}{{ ',' if not loop.last }}
        {% endfor -%}
{%- endmacro %}

{% macro typed_timestamp(column) -%}
    {{ typed_with_failure(column, parse_timestamp(column)) }}
{%- endmacro %}

{% macro typed_number(column, minimum=none) -%}
    {{ typed_with_failure(column, parse_number(column, minimum)) }}
{%- endmacro %}

{% macro typed_boolean(column) -%}
    {{ typed_with_failure(column, parse_boolean(column)) }}
{%- endmacro %}

{% macro typed_with_failure(column, parsed) -%}
    {{ parsed }} as {{ column }},
        case when {{ parsed }} is null then {{ column }} end as {{ column }}_unparseable
{%- endmacro %}
