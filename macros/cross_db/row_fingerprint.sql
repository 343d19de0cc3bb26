{#-
    A number that is another when any column of the row is, and that mixes well: of many
    rows bit_xor makes one number that is another when any of them is.
-#}
{% macro row_fingerprint(row_alias) -%}
    {{ return(adapter.dispatch('row_fingerprint', 'ai_sre_scorecard')(row_alias)) }}
{%- endmacro %}

{% macro default__row_fingerprint(row_alias) -%}
    {{ exceptions.raise_compiler_error('row_fingerprint is not written for ' ~ target.type) }}
{%- endmacro %}

{% macro duckdb__row_fingerprint(row_alias) -%}
    {#- a row's hash ends with an xor of its last column: the same change of that column
        in two rows would cancel out, so it is hashed once more -#}
    hash(hash({{ row_alias }}))
{%- endmacro %}
