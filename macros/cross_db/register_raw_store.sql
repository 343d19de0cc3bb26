{#-
    Makes the landed Parquet files of every source readable as <schema>.<table>,
    with every column that the source describes, null where no file has it.
    A source whose schema var points at a team's own tables is left alone.
-#}
{% macro register_raw_store() -%}
    {%- if execute -%}
        {{ return(adapter.dispatch('register_raw_store', 'ai_sre_scorecard')()) }}
    {%- endif -%}
{%- endmacro %}

{% macro default__register_raw_store() -%}
    {#- other engines read tables that an EL tool has filled -#}
{%- endmacro %}

{% macro duckdb__register_raw_store() -%}
    {%- set store = env_var('SCORECARD_WAREHOUSE', 'warehouse') ~ '/raw' %}
    {%- for source in graph.sources.values() if source.schema == 'raw_' ~ source.source_name %}
        {%- set columns = source.columns.keys() | list %}
        {%- set files = store ~ '/' ~ source.source_name ~ '/' ~ source.name ~ '/*.parquet' %}
        {%- set literal = "'" ~ files | replace("'", "''") ~ "'" %}
        {%- set has_files = run_query('select count(*) from glob(' ~ literal ~ ')').columns[0].values()[0] > 0 %}
        {%- do run_query('create schema if not exists ' ~ source.schema) %}
        {%- set ddl %}
            create or replace view {{ source.schema }}.{{ source.name }} as
            select
                {%- for column in columns %}
                cast(null as varchar) as {{ adapter.quote(column) }},
                {%- endfor %}
                cast(null as varchar) as _unreadable_line,
                cast(null as varchar) as _source_file,
                cast(null as bigint) as _source_row,
                cast(null as bigint) as _landing_order,
                cast(null as timestamp) as _landed_at
            where false
            {%- if has_files %}
            union all by name
            select * from read_parquet({{ literal }}, union_by_name = true)
            {%- endif %}
        {%- endset %}
        {%- do run_query(ddl) %}
    {%- endfor %}
{%- endmacro %}
