-- Statements made in context packets.
select
    claim_id,
    packet_id,
    evidence_type,
    evidence_ref
from {{ ref('stg_standard__claims') }}
where row_fate = 'accepted'
