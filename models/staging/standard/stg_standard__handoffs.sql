-- Transfers of an incident from one team to another.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with raw_rows as (

    select * from {{ source('standard', 'handoffs') }}

),

parsed as (

    select
        {{ raw_row_columns() }},
        ---------- ids
        {{ raw_string('handoff_id') }},
        {{ raw_string('incident_id') }},
        {{ raw_string('from_team_id') }},
        {{ raw_string('to_team_id') }},
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
        key=['handoff_id'],
        required={'handoff_id': 'string', 'incident_id': 'string', 'occurred_at': 'timestamp'},
        parent=(ref('known_incidents'), 'incident_id')
    )
}}

select * from fates
