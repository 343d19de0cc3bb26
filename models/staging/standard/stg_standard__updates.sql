-- Updates sent to stakeholders.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with {{
    clean_rows(
        source('standard', 'updates'),
        texts=[
            'update_id',
            'incident_id',
            'audience',
            'drafted_by',
            'edit_level',
            'edit_reason',
            'corrects_update_id',
            'correction_reason',
        ],
        booleans=['is_deleted'],
        timestamps=['sent_at', 'promised_next_at', 'updated_at'],
        none_is_a_value=['edit_level']
    )
}},

parsed as (

    select
        source_file,
        source_row,
        landing_order,
        unreadable_line,
        ---------- ids
        update_id,
        incident_id,
        corrects_update_id,
        ---------- labels
        lower(audience) as audience,
        lower(drafted_by) as drafted_by,
        lower(edit_level) as edit_level,
        lower(edit_reason) as edit_reason,
        lower(correction_reason) as correction_reason,
        ---------- booleans
        {{ typed('is_deleted') }},
        ---------- timestamps
        {{ typed('sent_at') }},
        {{ typed('promised_next_at') }},
        {{ typed('updated_at') }}
    from cleaned

),

{{
    row_fates(
        'parsed',
        key=['update_id'],
        required={
            'update_id': 'string',
            'incident_id': 'string',
            'sent_at': 'timestamp',
        },
        parent=(ref('known_incidents'), 'incident_id')
    )
}}

select * from fates
{{ clustered_by(['landing_order', 'source_row']) }}
