{#- Whether the model is being added to. Never in a unit test, where it has no table. -#}
{% macro is_increment() -%}
    {{ return(model.config.materialized == 'incremental' and is_incremental()) }}
{%- endmacro %}
