{#-
    One end of Byar's interval of a number of events, spread out by the dispersion
    phi. side: low or high. Never below zero events.
-#}
{% macro byar_interval(events, phi, side) -%}
    {%- set z = z() -%}
    {%- if side == 'low' -%}
        {%- set k = '(1e0 * ' ~ events ~ ' / ' ~ phi ~ ')' -%}
        {%- set cube_root = '(1e0 - 1e0 / (9e0 * ' ~ k ~ ') - ' ~ z ~ ' / (3e0 * sqrt(' ~ k ~ ')))' -%}
    {%- else -%}
        {%- set k = '(1e0 * ' ~ events ~ ' / ' ~ phi ~ ' + 1e0)' -%}
        {%- set cube_root = '(1e0 - 1e0 / (9e0 * ' ~ k ~ ') + ' ~ z ~ ' / (3e0 * sqrt(' ~ k ~ ')))' -%}
    {%- endif -%}
    greatest(0e0, {{ phi }} * {{ k }} * {{ cube_root }} * {{ cube_root }} * {{ cube_root }})
{%- endmacro %}
