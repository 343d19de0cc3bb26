-- Incidents in which AI was really used.
select distinct incident_id
from {{ ref('ai_uses') }}
