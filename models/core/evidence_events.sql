-- Evidence that arrived while incidents ran.
select
    evidence_id,
    incident_id,
    evidence_kind,
    arrived_at
from {{ ref('stg_standard__evidence_events') }}
where row_fate = 'accepted'
