{#-
    The two-sided normal quantile of the confidence level, to seven decimals:
    Newton's method on the series of the normal distribution function, until it stands
    still. Worked out while compiling, so every engine gets the same literal.
-#}
{% macro z(level=none) -%}
    {%- set target_probability = ((level or var('confidence_level')) | float + 1) / 2 -%}
    {%- set state = namespace(z=1.5, step=1) -%}
    {%- for _ in range(30) if state.step | abs > 1e-12 -%}
        {%- set sum = namespace(term=state.z, total=state.z) -%}
        {%- for k in range(1, 100) -%}
            {%- set sum.term = sum.term * state.z * state.z / (2 * k + 1) -%}
            {%- set sum.total = sum.total + sum.term -%}
        {%- endfor -%}
        {%- set density = 0.3989422804014327 * 2.718281828459045 ** (-0.5 * state.z * state.z) -%}
        {%- set state.step = (0.5 + density * sum.total - target_probability) / density -%}
        {%- set state.z = state.z - state.step -%}
    {%- endfor -%}
    {{ state.z | round(7) }}e0
{%- endmacro %}
