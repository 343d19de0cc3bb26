{#-
    One end of the interval of a mean that cannot be negative: the variance is taken
    to be proportional to the mean (dispersion phi), so the interval is skewed as the
    data are. a = t^2 * phi / n. side: low or high.
-#}
{% macro mean_interval(mean, a, side) -%}
    greatest(0e0, {{ mean }} + ({{ a }}) / 2e0
    {{ '-' if side == 'low' else '+' }} sqrt({{ mean }} * ({{ a }}) + ({{ a }}) * ({{ a }}) / 4e0))
{%- endmacro %}
