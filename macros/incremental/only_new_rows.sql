{#-
    In an increment, the raw rows that have landed since the table was last built. The
    number is read beforehand, so that the engine can pass over files by their
    statistics.
-#}
{% macro only_new_rows() -%}
    {%- if adds_to_last_build() -%}
    {%- set last = run_query('select coalesce(max(landing_order), 0) from ' ~ this).columns[0].values()[0] -%}
    where _landing_order > {{ last }}
    {%- endif -%}
{%- endmacro %}
