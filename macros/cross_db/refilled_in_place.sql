{#-
    In an increment a model's table is there, and its columns are those of the model:
    nothing but the raw store has changed. So a table takes the place of its former self
    in one statement, without dbt's new table beside it and renames; one with a contract is
    emptied and filled, which keeps its constraints and the comments of its columns; and
    rows that an increment exchanges are exchanged where they are. The build file is
    private; nobody sees the moment in between.
    A full build, and every other engine, keeps dbt's own materializations.
-#}
{% materialization table, adapter='duckdb', supported_languages=['sql'] %}
    {%- if not adds_to_last_build() -%}
        {{ return(dbt.materialization_table_duckdb()) }}
    {%- endif -%}
    {{ run_hooks(pre_hooks) }}
    {%- call statement('main') -%}
        {%- if config.get('contract').enforced -%}
        truncate {{ this }};
        insert into {{ this }} by name (
            {{ compiled_code }}
        );
        {%- else -%}
        {#- emptied, it would hold its former rows until the build ends, and every reader
            would pass over them -#}
        create or replace table {{ this }} as (
            {{ compiled_code }}
        );
        {%- endif -%}
    {%- endcall -%}
    {{ run_hooks(post_hooks) }}
    {%- do adapter.commit() -%}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
{% endmaterialization %}

{% materialization incremental, adapter='duckdb', supported_languages=['sql'] %}
    {%- if not adds_to_last_build() -%}
        {{ return(dbt.materialization_incremental_duckdb()) }}
    {%- endif -%}
    {%- set key = config.get('unique_key') -%}
    {{ run_hooks(pre_hooks) }}
    {%- call statement('main') -%}
        {%- if key -%}
        {%- set keys = [key] if key is string else key -%}
        create or replace temporary table fresh_rows as (
            {{ compiled_code }}
        );
        delete from {{ this }} as former
        using (select {{ keys | join(', ') }} from fresh_rows) as fresh
        where
            {% for column in keys -%}
            {{ 'and ' if not loop.first }}former.{{ column }} = fresh.{{ column }}
            {% endfor -%}
        ;
        insert into {{ this }} by name select * from fresh_rows;
        drop table fresh_rows;
        {%- else -%}
        insert into {{ this }} by name (
            {{ compiled_code }}
        );
        {%- endif -%}
    {%- endcall -%}
    {{ run_hooks(post_hooks) }}
    {%- do adapter.commit() -%}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
{% endmaterialization %}
