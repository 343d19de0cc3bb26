{#-
    Whether `scorecard build` says that nothing but the raw store has changed since the
    last build: then it names the last file that was read. False while dbt parses, so that
    it need not parse anew when this changes.
-#}
{% macro adds_to_last_build() -%}
    {{ return(execute and env_var('SCORECARD_BUILT_UP_TO', '') != '') }}
{%- endmacro %}
