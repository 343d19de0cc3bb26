-- What became of every raw row, per table. Nothing is lost silently: raw is what was
-- landed, counted apart from the fates that staging gave.
{% for source_name, table, _ in staged_tables() %}
select
    '{{ source_name }}' as source,
    '{{ table }}' as table_name,
    count(*) as raw,
    count(case when row_fate = 'accepted' then 1 end) as accepted,
    count(case when row_fate = 'superseded' then 1 end) as superseded,
    count(case when row_fate = 'deleted' then 1 end) as deleted,
    count(case when row_fate = 'quarantined' then 1 end) as quarantined
from {{ ref('stg_' ~ source_name ~ '__' ~ table) }}
{{ 'union all' if not loop.last }}
{% endfor %}
