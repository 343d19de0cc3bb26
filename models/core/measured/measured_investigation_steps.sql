-- What responders looked at in the incidents that this build measures.
select investigation_steps.*
from {{ ref('investigation_steps') }} as investigation_steps
inner join {{ ref('measured_incidents') }} as measured
    on investigation_steps.incident_id = measured.incident_id
