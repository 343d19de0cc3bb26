-- Teams of all sources. The standard export may restate another tool's team.
with standard as (

    select
        team_id,
        team_name
    from {{ ref('stg_standard__teams') }}
    where row_fate = 'accepted'

)

select * from standard
union all
select
    team_id,
    team_name
from {{ ref('stg_servicenow__teams') }}
where team_id not in (select standard.team_id from standard)
