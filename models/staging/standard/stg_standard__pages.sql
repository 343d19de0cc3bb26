-- Pages: who was called to an incident, when, and when they answered.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with raw_rows as (

    select * from {{ source('standard', 'pages') }}

),

parsed as (

    select
        {{ raw_row_columns() }},
        ---------- ids
        {{ raw_string('page_id') }},
        {{ raw_string('incident_id') }},
        {{ raw_string('team_id') }},
        {{ raw_string('responder_id') }},
        ---------- booleans
        {{ raw_boolean('is_deleted') }},
        ---------- timestamps
        {{ raw_timestamp('paged_at') }},
        {{ raw_timestamp('acknowledged_at') }},
        {{ raw_timestamp('updated_at') }}
    from raw_rows

),

{{
    row_fates(
        'parsed',
        key=['page_id'],
        required={'page_id': 'string', 'incident_id': 'string', 'paged_at': 'timestamp'},
        parent=(ref('known_incidents'), 'incident_id')
    )
}}

select * from fates
