-- Evidence on the incidents that this build measures.
select evidence_events.*
from {{ ref('evidence_events') }} as evidence_events
inner join {{ ref('measured_incidents') }} as measured
    on evidence_events.incident_id = measured.incident_id
