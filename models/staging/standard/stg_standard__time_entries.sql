-- Responder time on an incident, tagged by hand or from a deep sample.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with {{
    clean_rows(
        source('standard', 'time_entries'),
        texts=['entry_id', 'incident_id', 'responder_role', 'time_sink', 'method'],
        numbers={'minutes_spent': 0, 'minutes_saved': 0},
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
        lower(responder_role) as responder_role,
        lower(time_sink) as time_sink,
        lower(method) as method,
        ---------- measures
        {{ typed('minutes_spent') }},
        {{ typed('minutes_saved') }},
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
        required={'entry_id': 'string', 'incident_id': 'string'},
        parent=(ref('known_incidents'), 'incident_id')
    )
}}

select * from fates
{{ clustered_by(['landing_order', 'source_row']) }}
