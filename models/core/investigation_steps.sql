-- What responders looked at, in what order.
select
    step_id,
    incident_id,
    responder_id,
    step_kind,
    fingerprint,
    executed_at
from {{ ref('stg_standard__investigation_steps') }}
where row_fate = 'accepted'
