{#- Whether `scorecard build` says that nothing but the raw store has changed. -#}
{% macro adds_to_last_build() -%}
    {{ return(env_var('SCORECARD_INCREMENT', '') == 'yes') }}
{%- endmacro %}
