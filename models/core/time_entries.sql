-- Responder time on incidents.
select
    entry_id,
    incident_id,
    responder_role,
    time_sink,
    method,
    minutes_spent,
    minutes_saved
from {{ ref('stg_standard__time_entries') }}
where row_fate = 'accepted'
