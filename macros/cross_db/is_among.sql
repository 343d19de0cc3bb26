{#- Whether a text is among the few that a relation's column of that name has. -#}
{% macro is_among(text, relation, column) -%}
    {{ return(adapter.dispatch('is_among', 'ai_sre_scorecard')(text, relation, column)) }}
{%- endmacro %}

{% macro default__is_among(text, relation, column) -%}
    {{ text }} in (
            select few.{{ column }} from {{ relation }} as few
        )
{%- endmacro %}

{#-
    DuckDB passes over blocks of rows by the least and the greatest text that they hold,
    but only of what is known when it plans, as a variable of the session is. So it is
    told the least of the few, which spares it all that is older.
-#}
{% macro duckdb__is_among(text, relation, column) -%}
    {%- set least = 'least_' ~ relation.identifier ~ '_' ~ column -%}
    {%- if execute -%}
        {%- do adapter.execute('set variable ' ~ least ~ ' = (select min(' ~ column ~ ') from ' ~ relation ~ ')') -%}
    {%- endif -%}
    ({{ text }} >= getvariable('{{ least }}') and {{ ai_sre_scorecard.default__is_among(text, relation, column) }})
{%- endmacro %}
