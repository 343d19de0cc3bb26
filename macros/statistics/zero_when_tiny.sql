{#- What differs from zero by rounding alone is zero. -#}
{% macro zero_when_tiny(number) -%}
    case when abs({{ number }}) < 1e-12 then 0e0 else {{ number }} end
{%- endmacro %}
