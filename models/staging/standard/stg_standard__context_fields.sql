-- Which fields a context packet carried.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with {{
    clean_rows(
        source('standard', 'context_fields'),
        texts=['packet_id', 'field_name'],
        booleans=['is_filled', 'is_deleted'],
        timestamps=['updated_at']
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
        ---------- labels
        field_name,
        ---------- booleans
        {{ typed('is_filled') }},
        {{ typed('is_deleted') }},
        ---------- timestamps
        {{ typed('updated_at') }}
    from cleaned

),

{{
    row_fates(
        'parsed',
        key=['packet_id', 'field_name'],
        required={
            'packet_id': 'string',
            'field_name': 'string',
            'is_filled': 'boolean',
        },
        parent=(ref('known_context_packets'), 'packet_id')
    )
}}

select * from fates
{{ clustered_by(['landing_order', 'source_row']) }}
