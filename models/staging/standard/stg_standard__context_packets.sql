-- Every generated version of an incident's context packet.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with {{
    clean_rows(
        source('standard', 'context_packets'),
        texts=['packet_id', 'incident_id'],
        booleans=['is_deleted'],
        timestamps=['generated_at', 'shared_at', 'updated_at']
    )
}},

parsed as (

    select
        source_file,
        source_row,
        landing_order,
        unreadable_line,
        ---------- ids
        packet_id,
        incident_id,
        ---------- booleans
        {{ typed('is_deleted') }},
        ---------- timestamps
        {{ typed('generated_at') }},
        {{ typed('shared_at') }},
        {{ typed('updated_at') }}
    from cleaned

),

{{
    row_fates(
        'parsed',
        key=['packet_id'],
        required={
            'packet_id': 'string',
            'incident_id': 'string',
            'generated_at': 'timestamp',
        },
        parent=(ref('known_incidents'), 'incident_id')
    )
}}

select * from fates
{{ clustered_by(['landing_order', 'source_row']) }}
