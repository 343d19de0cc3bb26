-- Responder time on the incidents that this build measures.
select time_entries.*
from {{ ref('time_entries') }} as time_entries
inner join {{ ref('measured_incidents') }} as measured
    on time_entries.incident_id = measured.incident_id
