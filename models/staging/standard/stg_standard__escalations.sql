-- Stakeholders who asked because they had heard nothing, and other escalations.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with raw_rows as (

    select * from {{ source('standard', 'escalations') }}

),

parsed as (

    select
        {{ raw_row_columns() }},
        ---------- ids
        {{ raw_string('escalation_id') }},
        {{ raw_string('incident_id') }},
        ---------- labels
        {{ raw_listed('cause') }},
        ---------- booleans
        {{ raw_boolean('is_deleted') }},
        ---------- timestamps
        {{ raw_timestamp('raised_at') }},
        {{ raw_timestamp('updated_at') }}
    from raw_rows

),

{{
    row_fates(
        'parsed',
        key=['escalation_id'],
        required={'escalation_id': 'string', 'incident_id': 'string', 'raised_at': 'timestamp'},
        parent=(ref('known_incidents'), 'incident_id')
    )
}}

select * from fates
