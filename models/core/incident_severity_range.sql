-- The gravest mapped severity an incident ever had, where its source keeps the
-- history. sev1 is the gravest, so the least label.
select
    history.incident_id,
    min(severities.severity) as severity_max
from {{ ref('stg_servicenow__severity_history') }} as history
inner join {{ ref('severity_map') }} as severities
    on lower(history.severity) = lower(trim(severities.raw_value))
group by history.incident_id
