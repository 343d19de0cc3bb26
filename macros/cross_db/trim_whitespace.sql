{#- The text without white space of any kind at its ends, line breaks and no-break spaces too. -#}
{% macro trim_whitespace(text) -%}
    {{ return(adapter.dispatch('trim_whitespace', 'ai_sre_scorecard')(text)) }}
{%- endmacro %}

{% macro default__trim_whitespace(text) -%}
    {{ exceptions.raise_compiler_error('trim_whitespace is not written for ' ~ target.type) }}
{%- endmacro %}

{% macro duckdb__trim_whitespace(text) -%}
    trim({{ text }}, {{ whitespace() }})
{%- endmacro %}

{#- What Unicode calls white space, as one SQL string. -#}
{% macro whitespace() -%}
    {%- set code_points = [9, 10, 11, 12, 13, 28, 29, 30, 31, 32, 133, 160, 5760]
        + range(8192, 8203) | list + [8232, 8233, 8239, 8287, 12288] -%}
    {%- for code_point in code_points -%}
        chr({{ code_point }}){{ ' || ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
