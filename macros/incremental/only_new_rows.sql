{#-
    In an increment, the raw rows that have landed since the last build. A number, so that
    the engine can pass over files by their statistics.
-#}
{% macro only_new_rows() -%}
    {%- if adds_to_last_build() -%}
    where _landing_order > {{ env_var('SCORECARD_BUILT_UP_TO') | int }}
    {%- endif -%}
{%- endmacro %}
