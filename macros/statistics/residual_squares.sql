{#-
    sum (y - ratio * x)^2 over the incidents of a cell, from its central moments.
    Rounding is not allowed to look like spread.
-#}
{% macro residual_squares(cell, ratio) -%}
    {%- set within -%}
        ({{ cell }}.squares_y - 2e0 * {{ ratio }} * {{ cell }}.products_yx
        + {{ ratio }} * {{ ratio }} * {{ cell }}.squares_x)
    {%- endset -%}
    case
        when {{ within }}
            > 1e-13 * ({{ cell }}.squares_y + {{ ratio }} * {{ ratio }} * {{ cell }}.squares_x)
            then {{ within }}
        else 0e0
    end
    + {{ cell }}.n_incidents
    * ({{ cell }}.mean_y - {{ ratio }} * {{ cell }}.mean_x)
    * ({{ cell }}.mean_y - {{ ratio }} * {{ cell }}.mean_x)
{%- endmacro %}
