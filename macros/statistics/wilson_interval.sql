{#-
    One end of the Wilson interval of a share p seen n times; n may be an effective
    number. side: low or high.
-#}
{% macro wilson_interval(p, n, side) -%}
    {%- set z = z() -%}
    {%- set sign = '-' if side == 'low' else '+' -%}
    ({{ p }} + {{ z }} * {{ z }} / (2e0 * ({{ n }}))
    {{ sign }} {{ z }} * sqrt(
        greatest(0e0, {{ p }} * (1e0 - {{ p }})) / ({{ n }})
        + {{ z }} * {{ z }} / (4e0 * ({{ n }}) * ({{ n }}))
    )) / (1e0 + {{ z }} * {{ z }} / ({{ n }}))
{%- endmacro %}
