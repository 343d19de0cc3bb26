{#-
    Tables that are added to are trusted only when `scorecard build` says that nothing
    but the raw store has changed since they were built. Without its word, as in a plain
    `dbt build`, those that are about to be built are dropped first, and built whole.
-#}
{% macro start_afresh_unless_increment() -%}
    {%- if execute and flags.WHICH in ('build', 'run') and not adds_to_last_build() -%}
        {%- for node in graph.nodes.values()
            if node.config.materialized == 'incremental' and node.unique_id in selected_resources -%}
            {%- set relation = adapter.get_relation(node.database, node.schema, node.alias) -%}
            {%- if relation is not none -%}
                {%- do adapter.drop_relation(relation) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
