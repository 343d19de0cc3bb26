-- Attempts to act on an incident, allowed or blocked.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with raw_rows as (

    select * from {{ source('standard', 'actions') }}

),

parsed as (

    select
        {{ raw_row_columns() }},
        ---------- ids
        {{ raw_string('action_id') }},
        {{ raw_string('incident_id') }},
        ---------- labels
        {{ raw_string('action_kind') }},
        {{ raw_listed('proposed_by') }},
        {{ raw_listed('policy_decision') }},
        {{ raw_listed('block_reason') }},
        {{ raw_string('risk_severity') }},
        {{ raw_string('approved_by') }},
        {{ raw_listed('outcome') }},
        {{ raw_string('stop_reason') }},
        ---------- booleans
        {{ raw_boolean('is_deleted') }},
        ---------- timestamps
        {{ raw_timestamp('proposed_at') }},
        {{ raw_timestamp('approved_at') }},
        {{ raw_timestamp('executed_at') }},
        {{ raw_timestamp('stopped_at') }},
        {{ raw_timestamp('revert_decided_at') }},
        {{ raw_timestamp('recovery_verified_at') }},
        {{ raw_timestamp('updated_at') }}
    from raw_rows

),

{{
    row_fates(
        'parsed',
        key=['action_id'],
        required={'action_id': 'string', 'incident_id': 'string', 'proposed_at': 'timestamp'},
        parent=(ref('known_incidents'), 'incident_id')
    )
}}

select * from fates
