-- Error budget that the incidents burned that this build measures.
select slo_burn.*
from {{ ref('slo_burn') }} as slo_burn
inner join {{ ref('measured_incidents') }} as measured
    on slo_burn.incident_id = measured.incident_id
