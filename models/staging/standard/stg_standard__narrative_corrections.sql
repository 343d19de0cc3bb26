-- Corrections of what was said about an incident.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with {{
    clean_rows(
        source('standard', 'narrative_corrections'),
        [
            'correction_id',
            'incident_id',
            'corrected_at',
            'magnitude',
            'cause',
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
        correction_id,
        incident_id,
        ---------- labels
        lower(magnitude) as magnitude,
        lower(cause) as cause,
        ---------- booleans
        {{ typed_boolean('is_deleted') }},
        ---------- timestamps
        {{ typed_timestamp('corrected_at') }},
        {{ typed_timestamp('updated_at') }}
    from cleaned

),

{{
    row_fates(
        'parsed',
        key=['correction_id'],
        required={
            'correction_id': 'string',
            'incident_id': 'string',
            'corrected_at': 'timestamp',
        },
        parent=(ref('known_incidents'), 'incident_id')
    )
}}

select * from fates
{{ clustered_by(['landing_order', 'source_row']) }}
