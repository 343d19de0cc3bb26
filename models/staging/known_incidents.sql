-- Every accepted incident of every source: the parents that a row may name.
-- All sources together, so that one tool's incidents can carry another's rows,
-- such as what an AI SRE platform did for ServiceNow's incidents.
select incident_id
from {{ ref('stg_standard__incidents') }}
where row_fate = 'accepted'
union
select incident_id
from {{ ref('stg_servicenow__incidents') }}
union
select incident_id
from {{ ref('stg_statuspage__incidents') }}
where row_fate = 'accepted' and not is_maintenance
