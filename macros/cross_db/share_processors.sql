{#-
    The queries of an increment are small, and there is always another to run beside one:
    each gets its share of the processors. Split up further, a tenth of their time would go
    into the splitting. A full build has large ones, which may have all.
-#}
{% macro share_processors() -%}
    {%- if execute and adds_to_last_build() -%}
        {{ return(adapter.dispatch('share_processors', 'ai_sre_scorecard')()) }}
    {%- endif -%}
{%- endmacro %}

{% macro default__share_processors() -%}
    {#- a server shares its processors by itself -#}
{%- endmacro %}

{% macro duckdb__share_processors() -%}
    {%- set processors = run_query("select current_setting('threads')").columns[0].values()[0] | int -%}
    {%- do run_query('set threads = ' ~ [processors // target.threads, 1] | max) -%}
{%- endmacro %}
