-- Assignment groups: ServiceNow's teams.
select distinct
    'servicenow:' || assignment_group as team_id,
    assignment_group as team_name
from {{ ref('stg_servicenow__incident_events') }}
where row_fate = 'accepted' and assignment_group is not null
