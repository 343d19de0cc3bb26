-- Context packets of the incidents that this build measures.
select context_packets.*
from {{ ref('fct_context_packets') }} as context_packets
inner join {{ ref('measured_incidents') }} as measured
    on context_packets.incident_id = measured.incident_id
