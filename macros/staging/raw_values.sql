{#-
    How staging reads raw columns, in steps: every column is trimmed, then what exports
    write for nothing becomes null, then the ones that are no text are parsed. In steps,
    because each mentions its input many times, and engines plan what is written, not
    what is meant.
-#}

{#- The CTEs trimmed, texts and cleaned: the columns of a raw table, and where a row comes
    from, which every staging model of a raw table carries. In an increment the new rows.

    texts, booleans, timestamps  names of columns
    numbers          {column: the least that it can be, or none}
    none_is_a_value  the columns in which 'none' says something
    blank            what a tool writes for nothing beside the usual
    timestamp_macro  what reads the tool's timestamps in place of parse_timestamp

    A column that is no text has its text in cleaned, and its value as <column>_value:
    typed(column) makes two columns of them. -#}
{% macro clean_rows(relation, texts, booleans=[], timestamps=[], numbers={}, none_is_a_value=[], blank=none, timestamp_macro=none) -%}
{%- set columns = texts + numbers.keys() | list + booleans + timestamps -%}
trimmed as (

    select
        {{ raw_row_columns() }}
        {%- for column in columns %},
        {{ trimmed_text(column) }} as {{ column }}
        {%- endfor %}
    from {{ relation }}
    {{ only_new_rows() }}

),

texts as (

    select
        source_file,
        source_row,
        landing_order,
        unreadable_line
        {%- for column in columns %},
        {{ nothing_as_null(column, column in none_is_a_value, blank) }} as {{ column }}
        {%- endfor %}
    from trimmed

),

cleaned as (

    select
        texts.*
        {{- parsed_values(booleans, timestamps, numbers, timestamp_macro) }}
    from texts

)
{%- endmacro %}

{#- What is in the texts of columns, each as <column>_value; null where it cannot be read. -#}
{% macro parsed_values(booleans=[], timestamps=[], numbers={}, timestamp_macro=none) -%}
    {%- set read_timestamp = timestamp_macro or parse_timestamp -%}
    {%- for column in booleans %},
        {{ parse_boolean(column) }} as {{ column }}_value
    {%- endfor %}
    {%- for column, minimum in numbers.items() %},
        {{ parse_number(column, minimum) }} as {{ column }}_value
    {%- endfor %}
    {%- for column in timestamps %},
        {{ read_timestamp(column) }} as {{ column }}_value
    {%- endfor %}
{%- endmacro %}

{#- The value under the column's name, and the text that could not be read. -#}
{% macro typed(column) -%}
    {{ column }}_value as {{ column }},
        case when {{ column }}_value is null then {{ column }} end as {{ column }}_unparseable
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
