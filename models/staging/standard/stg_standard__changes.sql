-- Deploys, flag flips and config pushes.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with raw_rows as (

    select * from {{ source('standard', 'changes') }}

),

parsed as (

    select
        {{ raw_row_columns() }},
        ---------- ids
        {{ raw_string('change_id') }},
        {{ raw_string('service_id') }},
        ---------- labels
        {{ raw_listed('change_kind') }},
        ---------- booleans
        {{ raw_boolean('is_deleted') }},
        ---------- timestamps
        {{ raw_timestamp('changed_at') }},
        {{ raw_timestamp('updated_at') }}
    from raw_rows

),

{{
    row_fates(
        'parsed',
        key=['change_id'],
        required={'change_id': 'string', 'changed_at': 'timestamp'}
    )
}}

select * from fates
