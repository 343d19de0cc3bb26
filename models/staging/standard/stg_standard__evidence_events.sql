-- New evidence that arrived during an incident.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with cleaned as (

    select
        {{ raw_row_columns() }},
        {{ clean_columns([
            'evidence_id',
            'incident_id',
            'evidence_kind',
            'arrived_at',
            'updated_at',
            'is_deleted',
        ]) }}
    from {{ source('standard', 'evidence_events') }}
    {{ only_new_rows() }}

),

parsed as (

    select
        source_file,
        source_row,
        landing_order,
        unreadable_line,
        ---------- ids
        evidence_id,
        incident_id,
        ---------- labels
        evidence_kind,
        ---------- booleans
        {{ typed_boolean('is_deleted') }},
        ---------- timestamps
        {{ typed_timestamp('arrived_at') }},
        {{ typed_timestamp('updated_at') }}
    from cleaned

),

{{
    row_fates(
        'parsed',
        key=['evidence_id'],
        required={
            'evidence_id': 'string',
            'incident_id': 'string',
            'arrived_at': 'timestamp',
        },
        parent=(ref('known_incidents'), 'incident_id')
    )
}}

select * from fates
{{ clustered_by(['landing_order', 'source_row']) }}
