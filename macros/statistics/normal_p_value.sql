{#-
    Two-sided p-value of a normal deviate (Abramowitz and Stegun 26.2.17).
-#}
{% macro normal_p_value(z) -%}
    {%- set t = '(1e0 / (1e0 + 0.2316419e0 * abs(' ~ z ~ ')))' -%}
    (2e0 * 0.3989422804014327e0 * exp(-({{ z }}) * ({{ z }}) / 2e0) * {{ t }} * (
        0.319381530e0 + {{ t }} * (
            -0.356563782e0 + {{ t }} * (
                1.781477937e0 + {{ t }} * (-1.821255978e0 + {{ t }} * 1.330274429e0)
            )
        )
    ))
{%- endmacro %}
