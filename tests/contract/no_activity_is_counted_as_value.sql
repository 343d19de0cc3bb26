-- More packets, suggestions or actions are more activity, and no gain in themselves. So
-- more of a count or a rate is never better in the catalogue, at most context; and no
-- metric reads what AI was used for: use splits figures, it is no figure.
{% set ns = namespace(readers=[]) %}
{% if execute %}
{% for node in graph.nodes.values() if node.resource_type == 'model' %}
{% if node.path.startswith('metrics/layer_') %}
{% for parent in node.depends_on.nodes if parent.split('.')[-1].endswith('ai_usage') %}
{% set ns.readers = ns.readers + [node.name] %}
{% endfor %}
{% endif %}
{% endfor %}
{% endif %}

select
    metric_id,
    'more is said to be better' as problem
from {{ ref('metric_definitions') }}
where
    better = 'up'
    and (kind = 'rate' or is_count or unit in ('count', 'per_month', 'per_1000_deploys'))
{% for metric_id in ns.readers %}
union all
select
    '{{ metric_id }}' as metric_id,
    'its model reads ai_usage' as problem
{% endfor %}
