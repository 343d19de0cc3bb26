-- Pages: who was called to an incident, when, and when they answered.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with {{
    clean_rows(
        source('standard', 'pages'),
        texts=['page_id', 'incident_id', 'team_id', 'responder_id'],
        booleans=['is_deleted'],
        timestamps=['paged_at', 'acknowledged_at', 'updated_at']
    )
}},

parsed as (

    select
        source_file,
        source_row,
        landing_order,
        unreadable_line,
        ---------- ids
        page_id,
        incident_id,
        team_id,
        responder_id,
        ---------- booleans
        {{ typed('is_deleted') }},
        ---------- timestamps
        {{ typed('paged_at') }},
        {{ typed('acknowledged_at') }},
        {{ typed('updated_at') }}
    from cleaned

),

{{
    row_fates(
        'parsed',
        key=['page_id'],
        required={
            'page_id': 'string',
            'incident_id': 'string',
            'paged_at': 'timestamp',
        },
        parent=(ref('known_incidents'), 'incident_id')
    )
}}

select * from fates
{{ clustered_by(['landing_order', 'source_row']) }}
