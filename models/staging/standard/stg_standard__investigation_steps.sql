-- Queries run, dashboards opened and checks made by responders.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with raw_rows as (

    select * from {{ source('standard', 'investigation_steps') }}

),

parsed as (

    select
        {{ raw_row_columns() }},
        ---------- ids
        {{ raw_string('step_id') }},
        {{ raw_string('incident_id') }},
        {{ raw_string('responder_id') }},
        ---------- labels
        {{ raw_listed('step_kind') }},
        {{ raw_string('fingerprint') }},
        ---------- booleans
        {{ raw_boolean('is_deleted') }},
        ---------- timestamps
        {{ raw_timestamp('executed_at') }},
        {{ raw_timestamp('updated_at') }}
    from raw_rows

),

{{
    row_fates(
        'parsed',
        key=['step_id'],
        required={'step_id': 'string', 'incident_id': 'string', 'responder_id': 'string', 'fingerprint': 'string', 'executed_at': 'timestamp'},
        parent=(ref('known_incidents'), 'incident_id')
    )
}}

select * from fates
