-- Corrections of what was said about an incident.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with {{
    clean_rows(
        source('standard', 'narrative_corrections'),
        texts=['correction_id', 'incident_id', 'magnitude', 'cause'],
        booleans=['is_deleted'],
        timestamps=['corrected_at', 'updated_at']
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
        {{ typed('is_deleted') }},
        ---------- timestamps
        {{ typed('corrected_at') }},
        {{ typed('updated_at') }}
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
