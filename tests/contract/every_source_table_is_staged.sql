-- The list of staged tables and the sources that dbt knows are the same.
{% set ns = namespace(known=[], staged=[]) %}
{% if execute %}
{% for source in graph.sources.values() %}
{% set ns.known = ns.known + [source.source_name ~ '.' ~ source.name] %}
{% endfor %}
{% endif %}
{% for source_name, table, _ in staged_tables() %}
{% set ns.staged = ns.staged + [source_name ~ '.' ~ table] %}
{% endfor %}

select 'staged_tables() differs from the sources' as problem
where '{{ ns.staged | sort | join(" ") }}' <> '{{ ns.known | sort | join(" ") }}'
