-- New evidence that arrived during an incident.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with {{
    clean_rows(
        source('standard', 'evidence_events'),
        texts=['evidence_id', 'incident_id', 'evidence_kind'],
        booleans=['is_deleted'],
        timestamps=['arrived_at', 'updated_at']
    )
}},

parsed as (

    select
        source_file,
        source_row,
        landing_order,
        unreadable_line,
        ---------- ids
        evidence_id,
        incident_id,
        ---------- labels
        evidence_kind,
        ---------- booleans
        {{ typed('is_deleted') }},
        ---------- timestamps
        {{ typed('arrived_at') }},
        {{ typed('updated_at') }}
    from cleaned

),

{{
    row_fates(
        'parsed',
        key=['evidence_id'],
        required={
            'evidence_id': 'string',
            'incident_id': 'string',
            'arrived_at': 'timestamp',
        },
        parent=(ref('known_incidents'), 'incident_id')
    )
}}

select * from fates
{{ clustered_by(['landing_order', 'source_row']) }}
