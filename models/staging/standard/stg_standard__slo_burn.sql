-- Error budget that an incident burned, per SLO.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with raw_rows as (

    select * from {{ source('standard', 'slo_burn') }}

),

parsed as (

    select
        {{ raw_row_columns() }},
        ---------- ids
        {{ raw_string('incident_id') }},
        {{ raw_string('slo_id') }},
        ---------- measures
        {{ raw_number('bad_minutes', minimum=0) }},
        {{ raw_number('budget_minutes') }},
        ---------- booleans
        {{ raw_boolean('is_deleted') }},
        ---------- timestamps
        {{ raw_timestamp('updated_at') }}
    from raw_rows

),

{{
    row_fates(
        'parsed',
        key=['incident_id', 'slo_id'],
        required={'incident_id': 'string', 'slo_id': 'string', 'bad_minutes': 'number', 'budget_minutes': 'number'},
        positive=['budget_minutes'],
        parent=(ref('known_incidents'), 'incident_id')
    )
}}

select * from fates
