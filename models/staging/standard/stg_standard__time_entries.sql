-- Responder time on an incident, tagged by hand or from a deep sample.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with raw_rows as (

    select * from {{ source('standard', 'time_entries') }}

),

parsed as (

    select
        {{ raw_row_columns() }},
        ---------- ids
        {{ raw_string('entry_id') }},
        {{ raw_string('incident_id') }},
        ---------- labels
        {{ raw_listed('responder_role') }},
        {{ raw_listed('time_sink') }},
        {{ raw_listed('method') }},
        ---------- measures
        {{ raw_number('minutes_spent', minimum=0) }},
        {{ raw_number('minutes_saved', minimum=0) }},
        ---------- booleans
        {{ raw_boolean('is_deleted') }},
        ---------- timestamps
        {{ raw_timestamp('updated_at') }}
    from raw_rows

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
