-- Transfers of an incident from one team to another.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with {{
    clean_rows(
        source('standard', 'handoffs'),
        [
            'handoff_id',
            'incident_id',
            'from_team_id',
            'to_team_id',
            'occurred_at',
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
        handoff_id,
        incident_id,
        from_team_id,
        to_team_id,
        ---------- booleans
        {{ typed_boolean('is_deleted') }},
        ---------- timestamps
        {{ typed_timestamp('occurred_at') }},
        {{ typed_timestamp('updated_at') }}
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
