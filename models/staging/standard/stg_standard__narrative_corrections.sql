-- Corrections of what was said about an incident.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with raw_rows as (

    select * from {{ source('standard', 'narrative_corrections') }}

),

parsed as (

    select
        {{ raw_row_columns() }},
        ---------- ids
        {{ raw_string('correction_id') }},
        {{ raw_string('incident_id') }},
        ---------- labels
        {{ raw_listed('magnitude') }},
        {{ raw_listed('cause') }},
        ---------- booleans
        {{ raw_boolean('is_deleted') }},
        ---------- timestamps
        {{ raw_timestamp('corrected_at') }},
        {{ raw_timestamp('updated_at') }}
    from raw_rows

),

{{
    row_fates(
        'parsed',
        key=['correction_id'],
        required={'correction_id': 'string', 'incident_id': 'string', 'corrected_at': 'timestamp'},
        parent=(ref('known_incidents'), 'incident_id')
    )
}}

select * from fates
