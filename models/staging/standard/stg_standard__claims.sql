-- Statements made in a context packet, with the evidence they point at.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with raw_rows as (

    select * from {{ source('standard', 'claims') }}

),

parsed as (

    select
        {{ raw_row_columns() }},
        ---------- ids
        {{ raw_string('claim_id') }},
        {{ raw_string('packet_id') }},
        ---------- labels
        {{ raw_listed('evidence_type') }},
        {{ raw_string('evidence_ref') }},
        ---------- booleans
        {{ raw_boolean('is_deleted') }},
        ---------- timestamps
        {{ raw_timestamp('updated_at') }}
    from raw_rows

),

{{
    row_fates(
        'parsed',
        key=['claim_id'],
        required={'claim_id': 'string', 'packet_id': 'string'},
        parent=(ref('known_context_packets'), 'packet_id')
    )
}}

select * from fates
