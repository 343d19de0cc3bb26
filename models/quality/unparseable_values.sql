-- Optional values that could not be parsed and became null, of rows that are used.
{% set ns = namespace(first=true) %}
{% for source_name, table, optional in staged_tables() %}
{% for column in typed_columns(source_name, optional) %}
{{ 'union all' if not ns.first }}
{% set ns.first = false %}
select
    '{{ source_name }}' as source,
    '{{ table }}' as table_name,
    'unparseable_value' as rule,
    '{{ column }}' as column_name,
    {{ column }}_unparseable as raw_value,
    source_file,
    source_row
from {{ ref('stg_' ~ source_name ~ '__' ~ table) }}
where row_fate = 'accepted' and {{ column }}_unparseable is not null
{% endfor %}
{% endfor %}
