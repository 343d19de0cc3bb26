-- 'all' stands for every label, so no incident may carry it as its own.
select
    incident_id,
    severity,
    incident_class,
    service_tier
from {{ ref('incidents') }}
where 'all' in (severity, incident_class, service_tier)
