-- Checks that were to verify an action.
select
    check_id,
    action_id,
    signal,
    defined_at,
    evaluated_at,
    passed
from {{ ref('stg_standard__verification_checks') }}
where row_fate = 'accepted'
