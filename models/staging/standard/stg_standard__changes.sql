-- Deploys, flag flips and config pushes.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with {{
    clean_rows(
        source('standard', 'changes'),
        [
            'change_id',
            'service_id',
            'change_kind',
            'changed_at',
            'updated_at',
            'is_deleted',
        ]
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
        {{ typed_boolean('is_deleted') }},
        ---------- timestamps
        {{ typed_timestamp('changed_at') }},
        {{ typed_timestamp('updated_at') }}
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
