{#- The text without white space of any kind at its ends, line breaks and no-break spaces too. -#}
{% macro trim_whitespace(text) -%}
    {{ return(adapter.dispatch('trim_whitespace', 'ai_sre_scorecard')(text)) }}
{%- endmacro %}

{% macro default__trim_whitespace(text) -%}
    {{ exceptions.raise_compiler_error('trim_whitespace is not written for ' ~ target.type) }}
{%- endmacro %}

{% macro duckdb__trim_whitespace(text) -%}
    {#- trim with a list of characters is slow, and most text has nothing to trim -#}
    case
        when
            left({{ text }}, 1) between '!' and '~' and right({{ text }}, 1) between '!' and '~'
            then {{ text }}
        else trim({{ text }}, '{{ whitespace() }}')
    end
{%- endmacro %}

{#- Every character that Unicode calls white space. -#}
{% macro whitespace() -%}
    {{ return(
        ' \t\n\x0b\x0c\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004'
        ~ '\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'
    ) }}
{%- endmacro %}
