-- Checks defined to verify an action.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with {{
    clean_rows(
        source('standard', 'verification_checks'),
        [
            'check_id',
            'action_id',
            'signal',
            'defined_at',
            'evaluated_at',
            'passed',
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
        check_id,
        action_id,
        ---------- labels
        lower(signal) as signal,
        ---------- booleans
        {{ typed_boolean('passed') }},
        {{ typed_boolean('is_deleted') }},
        ---------- timestamps
        {{ typed_timestamp('defined_at') }},
        {{ typed_timestamp('evaluated_at') }},
        {{ typed_timestamp('updated_at') }}
    from cleaned

),

{{
    row_fates(
        'parsed',
        key=['check_id'],
        required={'check_id': 'string', 'action_id': 'string'},
        parent=(ref('known_actions'), 'action_id')
    )
}}

select * from fates
{{ clustered_by(['landing_order', 'source_row']) }}
