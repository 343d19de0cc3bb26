-- Teams of all sources.
select
    team_id,
    team_name
from {{ ref('stg_standard__teams') }}
where row_fate = 'accepted'
union all
select
    team_id,
    team_name
from {{ ref('stg_servicenow__teams') }}
