-- What the AI SRE product did, and whether people took it.
select
    usage_id,
    incident_id,
    feature,
    event,
    responder_role,
    occurred_at
from {{ ref('stg_standard__ai_usage') }}
where row_fate = 'accepted'
