-- Which fields a context packet carried.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with raw_rows as (

    select * from {{ source('standard', 'context_fields') }}

),

parsed as (

    select
        {{ raw_row_columns() }},
        ---------- ids
        {{ raw_string('packet_id') }},
        ---------- labels
        {{ raw_string('field_name') }},
        ---------- booleans
        {{ raw_boolean('is_filled') }},
        {{ raw_boolean('is_deleted') }},
        ---------- timestamps
        {{ raw_timestamp('updated_at') }}
    from raw_rows

),

{{
    row_fates(
        'parsed',
        key=['packet_id', 'field_name'],
        required={'packet_id': 'string', 'field_name': 'string', 'is_filled': 'boolean'},
        parent=(ref('known_context_packets'), 'packet_id')
    )
}}

select * from fates
