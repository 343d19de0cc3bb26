-- Statements made in a context packet, with the evidence they point at.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with {{
    clean_rows(
        source('standard', 'claims'),
        texts=['claim_id', 'packet_id', 'evidence_type', 'evidence_ref'],
        booleans=['is_deleted'],
        timestamps=['updated_at']
    )
}},

parsed as (

    select
        source_file,
        source_row,
        landing_order,
        unreadable_line,
        ---------- ids
        claim_id,
        packet_id,
        ---------- labels
        lower(evidence_type) as evidence_type,
        evidence_ref,
        ---------- booleans
        {{ typed('is_deleted') }},
        ---------- timestamps
        {{ typed('updated_at') }}
    from cleaned

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
{{ clustered_by(['landing_order', 'source_row']) }}
