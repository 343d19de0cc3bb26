-- Claims in packets of the incidents that this build measures.
select claims.*
from {{ ref('claims') }} as claims
inner join {{ ref('measured_context_packets') }} as measured
    on claims.packet_id = measured.packet_id
