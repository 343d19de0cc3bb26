{#- The columns of a relation that was built before, without some of them, in its order. -#}
{% macro all_columns_but(relation, columns) -%}
    {{ return(adapter.dispatch('all_columns_but', 'ai_sre_scorecard')(relation, columns)) }}
{%- endmacro %}

{% macro default__all_columns_but(relation, columns) -%}
    {{ adapter.get_columns_in_relation(relation) | map(attribute='name') | reject('in', columns) | join(', ') }}
{%- endmacro %}

{#- Without asking for them. -#}
{% macro duckdb__all_columns_but(relation, columns) -%}
    * exclude ({{ columns | join(', ') }})
{%- endmacro %}
