{#-
    The normal deviate that is as far out as a t of v degrees of freedom.
-#}
{% macro normal_from_t(t, v) -%}
    (sqrt({{ v }} * ln(1e0 + ({{ t }}) * ({{ t }}) / {{ v }}))
    * (8e0 * {{ v }} + 1e0) / (8e0 * {{ v }} + 3e0))
{%- endmacro %}
