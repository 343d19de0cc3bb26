{#-
    The rank, not a whole number, of one end of the interval of quantile q among m
    ordered observations of n incidents. Incidents, not observations, are
    independent: hence the factor sqrt(m / n).
-#}
{% macro quantile_rank(m, n, q, side) -%}
    {%- set z = z() | float -%}
    ({{ m }} * {{ q }}e0 + 0.5e0
    {{ '-' if side == 'low' else '+' }} {{ z }}e0 * sqrt({{ m }} * {{ q * (1 - q) }}e0) * sqrt(1e0 * {{ m }} / {{ n }})
    + {{ (1 - 2 * q) * (z * z - 1) / 6 }}e0)
{%- endmacro %}

{#-
    The value at a fractional rank of ordered values, neighbours interpolated on a
    log scale that a shift of one second keeps finite at zero. Null outside 1..m.
-#}
{% macro value_at_rank(values, m, rank, one_second) -%}
    case
        when {{ rank }} >= 1e0 and {{ rank }} <= {{ m }}
            then exp(
                ln({{ sorted_value(values, 'floor(' ~ rank ~ ')') }} + {{ one_second }})
                * (1e0 - ({{ rank }} - floor({{ rank }})))
                + ln({{ sorted_value(values, 'ceil(' ~ rank ~ ')') }} + {{ one_second }})
                * ({{ rank }} - floor({{ rank }}))
            ) - {{ one_second }}
    end
{%- endmacro %}

{#- The quantile itself, interpolated linearly between ordered values. -#}
{% macro quantile_of_sorted(values, m, q) -%}
    {%- set rank = '(1e0 + (' ~ m ~ ' - 1) * ' ~ q ~ 'e0)' -%}
    ({{ sorted_value(values, 'floor(' ~ rank ~ ')') }}
    + ({{ rank }} - floor({{ rank }}))
    * ({{ sorted_value(values, 'ceil(' ~ rank ~ ')') }} - {{ sorted_value(values, 'floor(' ~ rank ~ ')') }}))
{%- endmacro %}
