-- Rows that could not be used, with the reason and the row as it came.
with quarantined as (

    {% for source_name, table, _ in staged_tables() %}
    select
        '{{ source_name }}' as source,
        '{{ table }}' as table_name,
        staged.quarantine_rule as rule,
        staged.quarantine_column as column_name,
        staged.source_file,
        staged.source_row,
        staged.unreadable_line,
        {{ row_to_json('raw_rows') }} as raw_record
    from {{ ref('stg_' ~ source_name ~ '__' ~ table) }} as staged
    inner join {{ source(source_name, table) }} as raw_rows
        on
            staged.landing_order = raw_rows._landing_order
            and staged.source_row = raw_rows._source_row
    where staged.row_fate = 'quarantined'
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    source,
    table_name,
    rule,
    column_name,
    {{ json_text_at('raw_record', 'column_name') }} as raw_value,
    source_file,
    source_row,
    coalesce(unreadable_line, raw_record) as raw_row
from quarantined
