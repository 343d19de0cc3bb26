{#- Two points from the upper bound on, one from the lower, none below or where unknown. -#}
{% macro points(measure, two, one) -%}
    case when {{ measure }} >= {{ two }}e0 then 2 when {{ measure }} >= {{ one }}e0 then 1 else 0 end
{%- endmacro %}
