-- Fields of packets of the incidents that this build measures.
select context_fields.*
from {{ ref('context_fields') }} as context_fields
inner join {{ ref('measured_context_packets') }} as measured
    on context_fields.packet_id = measured.packet_id
