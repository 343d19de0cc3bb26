{#-
    dbt takes a table without a row for one that was last loaded in the year 1. Here
    most sources are optional, so what never landed is not stale.
-#}
{% macro default__collect_freshness(source, loaded_at_field, filter) %}
    {%- call statement('collect_freshness', fetch_result=True, auto_begin=False) -%}
        select
            coalesce(max({{ loaded_at_field }}), cast({{ dbt.current_timestamp() }} as timestamp)) as max_loaded_at,
            cast({{ dbt.current_timestamp() }} as timestamp) as snapshotted_at
        from {{ source }}
        {%- if filter %}
        where {{ filter }}
        {%- endif %}
    {%- endcall -%}
    {{ return(load_result('collect_freshness')) }}
{% endmacro %}
