-- What the AI SRE product did for an incident, and whether people took it.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with raw_rows as (

    select * from {{ source('standard', 'ai_usage') }}

),

parsed as (

    select
        {{ raw_row_columns() }},
        ---------- ids
        {{ raw_string('usage_id') }},
        {{ raw_string('incident_id') }},
        ---------- labels
        {{ raw_listed('feature') }},
        {{ raw_listed('event') }},
        {{ raw_listed('responder_role') }},
        ---------- booleans
        {{ raw_boolean('is_deleted') }},
        ---------- timestamps
        {{ raw_timestamp('occurred_at') }},
        {{ raw_timestamp('updated_at') }}
    from raw_rows

),

{{
    row_fates(
        'parsed',
        key=['usage_id'],
        required={'usage_id': 'string', 'incident_id': 'string', 'occurred_at': 'timestamp'},
        parent=(ref('known_incidents'), 'incident_id')
    )
}}

select * from fates
