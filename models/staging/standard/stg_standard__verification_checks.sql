-- Checks defined to verify an action.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with raw_rows as (

    select * from {{ source('standard', 'verification_checks') }}

),

parsed as (

    select
        {{ raw_row_columns() }},
        ---------- ids
        {{ raw_string('check_id') }},
        {{ raw_string('action_id') }},
        ---------- labels
        {{ raw_listed('signal') }},
        ---------- booleans
        {{ raw_boolean('passed') }},
        {{ raw_boolean('is_deleted') }},
        ---------- timestamps
        {{ raw_timestamp('defined_at') }},
        {{ raw_timestamp('evaluated_at') }},
        {{ raw_timestamp('updated_at') }}
    from raw_rows

),

{{
    row_fates(
        'parsed',
        key=['check_id'],
        required={'check_id': 'string', 'action_id': 'string'},
        parent=(ref('known_actions'), 'action_id')
    )
}}

select * from fates
