-- The list of staged tables and the sources that dbt knows are the same.
{% set ns = namespace(known=[]) %}
{% if execute %}
    {% for source in graph.sources.values() %}
        {% set ns.known = ns.known + [source.source_name ~ '.' ~ source.name] %}
    {% endfor %}
{% endif %}
{% set staged = [] %}
{% for source_name, table, _ in staged_tables() %}
    {% do staged.append(source_name ~ '.' ~ table) %}
{% endfor %}

select 'staged_tables() differs from the sources' as problem
where '{{ staged | sort | join(" ") }}' <> '{{ ns.known | sort | join(" ") }}'
