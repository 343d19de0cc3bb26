{#-
    A query of the elements of a JSON array, one row each in column element:
    the array under a key of the JSON document in a column of a relation.
-#}
{% macro json_elements(relation, document, key, keep, condition) -%}
    {{ return(adapter.dispatch('json_elements', 'ai_sre_scorecard')(relation, document, key, keep, condition)) }}
{%- endmacro %}

{% macro default__json_elements(relation, document, key, keep, condition) -%}
    {{ exceptions.raise_compiler_error('json_elements is not written for ' ~ target.type) }}
{%- endmacro %}

{% macro duckdb__json_elements(relation, document, key, keep, condition) -%}
    select
        {{ keep | join(', ') }},
        unnest(from_json(json_extract({{ document }}, '$.{{ key }}'), '["JSON"]')) as element
    from {{ relation }}
    where {{ condition }}
{%- endmacro %}
