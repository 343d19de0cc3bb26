-- Handoffs of the incidents that this build measures.
select handoffs.*
from {{ ref('fct_handoffs') }} as handoffs
inner join {{ ref('measured_incidents') }} as measured
    on handoffs.incident_id = measured.incident_id
