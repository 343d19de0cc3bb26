-- Checks of actions on the incidents that this build measures.
select verification_checks.*
from {{ ref('fct_verification_checks') }} as verification_checks
inner join {{ ref('measured_actions') }} as measured
    on verification_checks.action_id = measured.action_id
