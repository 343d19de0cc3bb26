-- People who asked because they had heard nothing, and other escalations.
select
    escalation_id,
    incident_id,
    cause,
    raised_at
from {{ ref('stg_standard__escalations') }}
where row_fate = 'accepted'
