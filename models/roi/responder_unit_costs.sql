-- What a minute of each role costs in each countable incident.
select
    incident_id,
    role,
    effective_from,
    rate_low / 60e0 as unit_cost_low,
    rate_high / 60e0 as unit_cost_high
from {{ ref('responder_rate_choices') }}
