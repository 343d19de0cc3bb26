{#-
    At the end of a large table's query: what comes together lies together. An increment
    looks for few, mostly recent rows, and the engine passes over what lies apart. Rows
    that an increment adds come after the others as it is.
-#}
{% macro clustered_by(columns) -%}
    {{ return(adapter.dispatch('clustered_by', 'ai_sre_scorecard')(columns)) }}
{%- endmacro %}

{% macro default__clustered_by(columns) -%}
    {#- another engine's clustering is not a matter of the query -#}
{%- endmacro %}

{% macro duckdb__clustered_by(columns) -%}
    {%- if not adds_to_last_build() -%}
    order by {{ columns | join(', ') }}
    {%- endif -%}
{%- endmacro %}
