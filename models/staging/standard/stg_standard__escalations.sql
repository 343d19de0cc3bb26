-- Stakeholders who asked because they had heard nothing, and other escalations.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with {{
    clean_rows(
        source('standard', 'escalations'),
        texts=['escalation_id', 'incident_id', 'cause'],
        booleans=['is_deleted'],
        timestamps=['raised_at', 'updated_at']
    )
}},

parsed as (

    select
        source_file,
        source_row,
        landing_order,
        unreadable_line,
        ---------- ids
        escalation_id,
        incident_id,
        ---------- labels
        lower(cause) as cause,
        ---------- booleans
        {{ typed('is_deleted') }},
        ---------- timestamps
        {{ typed('raised_at') }},
        {{ typed('updated_at') }}
    from cleaned

),

{{
    row_fates(
        'parsed',
        key=['escalation_id'],
        required={
            'escalation_id': 'string',
            'incident_id': 'string',
            'raised_at': 'timestamp',
        },
        parent=(ref('known_incidents'), 'incident_id')
    )
}}

select * from fates
{{ clustered_by(['landing_order', 'source_row']) }}
