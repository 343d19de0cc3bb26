-- Corrections of what was said about the incidents that this build measures.
select narrative_corrections.*
from {{ ref('narrative_corrections') }} as narrative_corrections
inner join {{ ref('measured_incidents') }} as measured
    on narrative_corrections.incident_id = measured.incident_id
