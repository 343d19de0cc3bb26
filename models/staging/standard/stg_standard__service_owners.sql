-- Which team owned which service, and from when to when.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with raw_rows as (

    select * from {{ source('standard', 'service_owners') }}

),

parsed as (

    select
        {{ raw_row_columns() }},
        ---------- ids
        {{ raw_string('service_id') }},
        {{ raw_string('team_id') }},
        ---------- booleans
        {{ raw_boolean('is_deleted') }},
        ---------- timestamps
        {{ raw_timestamp('valid_from') }},
        {{ raw_timestamp('valid_to') }},
        {{ raw_timestamp('updated_at') }}
    from raw_rows

),

{{
    row_fates(
        'parsed',
        key=['service_id', 'valid_from'],
        required={'service_id': 'string', 'team_id': 'string', 'valid_from': 'timestamp'},
        unreadable_means_void=['valid_to']
    )
}}

select * from fates
