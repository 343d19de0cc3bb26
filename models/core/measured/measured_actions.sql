-- Actions on the incidents that this build measures.
select actions.*
from {{ ref('fct_actions') }} as actions
inner join {{ ref('measured_incidents') }} as measured
    on actions.incident_id = measured.incident_id
