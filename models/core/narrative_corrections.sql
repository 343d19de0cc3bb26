-- Corrections of what was said about an incident.
select
    correction_id,
    incident_id,
    corrected_at,
    magnitude,
    cause
from {{ ref('stg_standard__narrative_corrections') }}
where row_fate = 'accepted'
