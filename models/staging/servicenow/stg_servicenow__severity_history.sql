-- Which priorities a ServiceNow incident had, each once, for its greatest severity.
select distinct
    'servicenow:' || number as incident_id,
    priority as severity
from {{ ref('stg_servicenow__incident_events') }}
where row_fate = 'accepted' and priority is not null
