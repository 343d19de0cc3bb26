-- What the AI SRE product did for an incident, and whether people took it.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with {{
    clean_rows(
        source('standard', 'ai_usage'),
        texts=['usage_id', 'incident_id', 'feature', 'event', 'responder_role'],
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
        usage_id,
        incident_id,
        ---------- labels
        lower(feature) as feature,
        lower(event) as event,
        lower(responder_role) as responder_role,
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
        key=['usage_id'],
        required={
            'usage_id': 'string',
            'incident_id': 'string',
            'occurred_at': 'timestamp',
        },
        parent=(ref('known_incidents'), 'incident_id')
    )
}}

select * from fates
{{ clustered_by(['landing_order', 'source_row']) }}
