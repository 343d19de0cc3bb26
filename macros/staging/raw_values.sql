{#-
    How staging reads raw columns, in steps: every column is trimmed, then what exports
    write for nothing becomes null (clean_rows), then the ones that are no text are
    parsed: typed_<type> gives the value under the column's name, and
    <column>_unparseable, the text that could not be read, null otherwise. In steps,
    because each mentions its input many times, and engines plan what is written, not
    what is meant.
-#}

{#- The CTEs trimmed and cleaned: the columns of a raw table as text, and where a row comes
    from, which every staging model of a raw table carries. In an increment the new rows.
    none_is_a_value: the columns in which 'none' says something; blank: what a tool writes
    for nothing beside the usual. -#}
{% macro clean_rows(relation, columns, none_is_a_value=[], blank=none) -%}
trimmed as (

    select
        {{ raw_row_columns() }}
        {%- for column in columns %},
        {{ trimmed_text(column) }} as {{ column }}
        {%- endfor %}
    from {{ relation }}
    {{ only_new_rows() }}

),

cleaned as (

    select
        source_file,
        source_row,
        landing_order,
        unreadable_line
        {%- for column in columns %},
        {{ nothing_as_null(column, column in none_is_a_value, blank) }} as {{ column }}
        {%- endfor %}
    from trimmed

)
{%- endmacro %}

{% macro raw_row_columns() -%}
    _source_file as source_file,
        _source_row as source_row,
        _landing_order as landing_order,
        _unreadable_line as unreadable_line
{%- endmacro %}

{#- Tables that an EL tool has filled may hold other types than text. -#}
{% macro trimmed_text(column) -%}
    {{ trim_whitespace('cast(' ~ column ~ ' as ' ~ dbt.type_string() ~ ')') }}
{%- endmacro %}

{#- 'none' stands apart because DuckDB makes a join of a list of five. -#}
{% macro nothing_as_null(text, none_is_a_value=false, blank=none) -%}
    case
        when
            lower({{ text }}) not in ('', 'null', 'n/a', '-')
            {%- if not none_is_a_value %}
            and lower({{ text }}) <> 'none'
            {%- endif %}
            {%- if blank %}
            and {{ text }} <> '{{ blank }}'
            {%- endif %}
            then {{ text }}
    end
{%- endmacro %}

{#- Both steps at once, for what has been read out of a nested record. -#}
{% macro clean_columns(columns) -%}
    {%- for column in columns -%}
        {{ nothing_as_null(trimmed_text(column)) }} as {{ column }}{{ ',' if not loop.last }}
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
