-- Time outside engineering on the incidents that this build measures.
select overhead_entries.*
from {{ ref('overhead_entries') }} as overhead_entries
inner join {{ ref('measured_incidents') }} as measured
    on overhead_entries.incident_id = measured.incident_id
