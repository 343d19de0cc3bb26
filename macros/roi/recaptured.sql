{#-
    One end of a range in money after the share of the saved time that is put to use. The
    least and the greatest of share x end, so that a loss stays a loss. side: low or high.
-#}
{% macro recaptured(relation, side) -%}
    {%- set extreme = 'least' if side == 'low' else 'greatest' -%}
    {{ extreme }}(
        {{ relation }}.cost_{{ side }} * coalesce({{ relation }}.recapture_low, 1e0),
        {{ relation }}.cost_{{ side }} * coalesce({{ relation }}.recapture_high, 1e0)
    )
{%- endmacro %}
