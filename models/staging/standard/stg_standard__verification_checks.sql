-- Checks defined to verify an action.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with {{
    clean_rows(
        source('standard', 'verification_checks'),
        texts=['check_id', 'action_id', 'signal'],
        booleans=['passed', 'is_deleted'],
        timestamps=['defined_at', 'evaluated_at', 'updated_at']
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
        {{ typed('passed') }},
        {{ typed('is_deleted') }},
        ---------- timestamps
        {{ typed('defined_at') }},
        {{ typed('evaluated_at') }},
        {{ typed('updated_at') }}
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
