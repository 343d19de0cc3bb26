{#- The figures of one layer with what the catalogue says of each metric. -#}
{% macro layer_figures(layer) -%}
select
    figures.*,
    catalog.name,
    catalog.family,
    catalog.kind,
    catalog.unit,
    catalog.better,
    catalog.decision
from {{ ref('metric_values') }} as figures
inner join {{ ref('metric_catalog') }} as catalog
    on figures.metric_id = catalog.metric_id
where figures.layer = '{{ layer }}'
{%- endmacro %}
