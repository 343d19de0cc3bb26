-- Pages of the incidents that this build measures.
select pages.*
from {{ ref('fct_pages') }} as pages
inner join {{ ref('measured_incidents') }} as measured
    on pages.incident_id = measured.incident_id
