-- Every metric is in the catalogue, in the union and in a layer's folder, or in none.
{% set ns = namespace(found=[]) %}
{% if execute %}
{% for node in graph.nodes.values() if node.resource_type == 'model' %}
{% if node.path.startswith('metrics/layer_') %}
{% set ns.found = ns.found + [('folder', node.name)] %}
{% elif node.name == 'metric_stream' %}
{% for parent in node.depends_on.nodes if not parent.endswith('.measured_incidents') %}
{% set ns.found = ns.found + [('union', parent.split('.')[-1])] %}
{% endfor %}
{% endif %}
{% endfor %}
{% endif %}

with places as (

    select
        'catalogue' as place,
        metric_id
    from {{ ref('metric_definitions') }}
    {% for place, metric_id in ns.found %}
    union all
    select
        '{{ place }}' as place,
        '{{ metric_id }}' as metric_id
    {% endfor %}

)

select
    metric_id,
    count(distinct place) as n_places
from places
group by metric_id
having count(distinct place) < 3
