-- Updates on the incidents that this build measures.
select updates.*
from {{ ref('fct_updates') }} as updates
inner join {{ ref('measured_incidents') }} as measured
    on updates.incident_id = measured.incident_id
