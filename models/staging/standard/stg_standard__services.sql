-- Services, with the tier label as the team writes it.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with raw_rows as (

    select * from {{ source('standard', 'services') }}

),

parsed as (

    select
        {{ raw_row_columns() }},
        ---------- ids
        {{ raw_string('service_id') }},
        ---------- labels
        {{ raw_string('service_name') }},
        {{ raw_string('service_tier') }},
        ---------- booleans
        {{ raw_boolean('is_deleted') }},
        ---------- timestamps
        {{ raw_timestamp('updated_at') }}
    from raw_rows

),

{{
    row_fates(
        'parsed',
        key=['service_id'],
        required={'service_id': 'string'}
    )
}}

select * from fates
