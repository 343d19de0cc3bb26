-- Pages: who was called to an incident, when, and when they answered.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with {{
    clean_rows(
        source('standard', 'pages'),
        [
            'page_id',
            'incident_id',
            'team_id',
            'responder_id',
            'paged_at',
            'acknowledged_at',
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
        page_id,
        incident_id,
        team_id,
        responder_id,
        ---------- booleans
        {{ typed_boolean('is_deleted') }},
        ---------- timestamps
        {{ typed_timestamp('paged_at') }},
        {{ typed_timestamp('acknowledged_at') }},
        {{ typed_timestamp('updated_at') }}
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
