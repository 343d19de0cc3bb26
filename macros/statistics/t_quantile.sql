{#-
    Student's t quantile with v degrees of freedom as a series around the normal
    quantile (Abramowitz and Stegun 26.7.5).
-#}
{% macro t_quantile(v) -%}
    {%- set z = z() | float -%}
    {%- set first = (z ** 3 + z) / 4 -%}
    {%- set second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96 -%}
    {%- set third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384 -%}
    ({{ z }}e0 + {{ first }}e0 / ({{ v }}) + {{ second }}e0 / (1e0 * ({{ v }}) * ({{ v }}))
    + {{ third }}e0 / (1e0 * ({{ v }}) * ({{ v }}) * ({{ v }})))
{%- endmacro %}
