-- Rows that could not be used, with the reason and the row as it came.
select
    source,
    table_name,
    rule,
    column_name,
    {{ json_text_at('raw_record', 'column_name') }} as raw_value,
    source_file,
    source_row,
    coalesce(unreadable_line, raw_record) as raw_row
from {{ ref('quarantined_records') }}
