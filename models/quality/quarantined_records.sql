-- Rows that could not be used, as they came. An increment reads no raw row again that an
-- earlier build has set aside.
{% for source_name, table, _ in staged_tables() %}
select
    '{{ source_name }}' as source,
    '{{ table }}' as table_name,
    staged.landing_order,
    staged.source_row,
    staged.source_file,
    staged.quarantine_rule as rule,
    staged.quarantine_column as column_name,
    staged.unreadable_line,
    {{ row_to_json('raw_rows') }} as raw_record
from {{ ref('stg_' ~ source_name ~ '__' ~ table) }} as staged
inner join {{ source(source_name, table) }} as raw_rows
    on
        staged.landing_order = raw_rows._landing_order
        and staged.source_row = raw_rows._source_row
where
    staged.row_fate = 'quarantined'
    and {{ is_judged_now('staged.build_id') }}
{{ 'union all' if not loop.last }}
{% endfor %}
