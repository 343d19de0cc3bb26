-- Time spent on an incident outside engineering, and compliance effort.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with {{
    clean_rows(
        source('standard', 'overhead_entries'),
        texts=['entry_id', 'incident_id', 'org_function'],
        numbers={'minutes_spent': 0},
        booleans=['is_deleted'],
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
        entry_id,
        incident_id,
        ---------- labels
        lower(org_function) as org_function,
        ---------- measures
        {{ typed('minutes_spent') }},
        ---------- booleans
        {{ typed('is_deleted') }},
        ---------- timestamps
        {{ typed('updated_at') }}
    from cleaned

),

{{
    row_fates(
        'parsed',
        key=['entry_id'],
        required={
            'entry_id': 'string',
            'incident_id': 'string',
            'minutes_spent': 'number',
        },
        parent=(ref('known_incidents'), 'incident_id')
    )
}}

select * from fates
{{ clustered_by(['landing_order', 'source_row']) }}
