-- Transfers of an incident from one team to another.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with {{
    clean_rows(
        source('standard', 'handoffs'),
        texts=['handoff_id', 'incident_id', 'from_team_id', 'to_team_id'],
        booleans=['is_deleted'],
        timestamps=['occurred_at', 'updated_at']
    )
}},

parsed as (

    select
        source_file,
        source_row,
        landing_order,
        unreadable_line,
        ---------- ids
        handoff_id,
        incident_id,
        from_team_id,
        to_team_id,
        ---------- booleans
        {{ typed('is_deleted') }},
        ---------- timestamps
        {{ typed('occurred_at') }},
        {{ typed('updated_at') }}
    from cleaned

),

{{
    row_fates(
        'parsed',
        key=['handoff_id'],
        required={
            'handoff_id': 'string',
            'incident_id': 'string',
            'occurred_at': 'timestamp',
        },
        parent=(ref('known_incidents'), 'incident_id')
    )
}}

select * from fates
{{ clustered_by(['landing_order', 'source_row']) }}
