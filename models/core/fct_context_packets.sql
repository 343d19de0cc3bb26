-- Every version of an incident's context packet.
select
    packet_id,
    incident_id,
    generated_at,
    shared_at
from {{ ref('stg_standard__context_packets') }}
where row_fate = 'accepted'
