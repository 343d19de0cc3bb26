-- Teams: who can own services and answer pages.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with raw_rows as (

    select * from {{ source('standard', 'teams') }}

),

parsed as (

    select
        {{ raw_row_columns() }},
        ---------- ids
        {{ raw_string('team_id') }},
        ---------- labels
        {{ raw_string('team_name') }},
        ---------- booleans
        {{ raw_boolean('is_deleted') }},
        ---------- timestamps
        {{ raw_timestamp('updated_at') }}
    from raw_rows

),

{{
    row_fates(
        'parsed',
        key=['team_id'],
        required={'team_id': 'string'}
    )
}}

select * from fates
