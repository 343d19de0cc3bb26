-- Updates sent to stakeholders.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with raw_rows as (

    select * from {{ source('standard', 'updates') }}

),

parsed as (

    select
        {{ raw_row_columns() }},
        ---------- ids
        {{ raw_string('update_id') }},
        {{ raw_string('incident_id') }},
        {{ raw_string('corrects_update_id') }},
        ---------- labels
        {{ raw_listed('audience') }},
        {{ raw_listed('drafted_by') }},
        {{ raw_listed('edit_level', none_is_a_value=true) }},
        {{ raw_listed('edit_reason') }},
        {{ raw_listed('correction_reason') }},
        ---------- booleans
        {{ raw_boolean('is_deleted') }},
        ---------- timestamps
        {{ raw_timestamp('sent_at') }},
        {{ raw_timestamp('promised_next_at') }},
        {{ raw_timestamp('updated_at') }}
    from raw_rows

),

{{
    row_fates(
        'parsed',
        key=['update_id'],
        required={'update_id': 'string', 'incident_id': 'string', 'sent_at': 'timestamp'},
        parent=(ref('known_incidents'), 'incident_id')
    )
}}

select * from fates
