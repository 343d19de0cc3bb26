-- Deploys, flag flips and config pushes.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with {{
    clean_rows(
        source('standard', 'changes'),
        texts=['change_id', 'service_id', 'change_kind'],
        booleans=['is_deleted'],
        timestamps=['changed_at', 'updated_at']
    )
}},

parsed as (

    select
        source_file,
        source_row,
        landing_order,
        unreadable_line,
        ---------- ids
        change_id,
        service_id,
        ---------- labels
        lower(change_kind) as change_kind,
        ---------- booleans
        {{ typed('is_deleted') }},
        ---------- timestamps
        {{ typed('changed_at') }},
        {{ typed('updated_at') }}
    from cleaned

),

{{
    row_fates(
        'parsed',
        key=['change_id'],
        required={'change_id': 'string', 'changed_at': 'timestamp'}
    )
}}

select * from fates
{{ clustered_by(['landing_order', 'source_row']) }}
