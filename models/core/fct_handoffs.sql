-- Transfers of ownership between teams, of all sources.
select
    handoff_id,
    incident_id,
    from_team_id,
    to_team_id,
    occurred_at
from {{ ref('stg_standard__handoffs') }}
where row_fate = 'accepted'
union all
select
    handoff_id,
    incident_id,
    from_team_id,
    to_team_id,
    occurred_at
from {{ ref('stg_servicenow__handoffs') }}
where
    handoff_id not in (
        select standard.handoff_id
        from {{ ref('stg_standard__handoffs') }} as standard
        -- the few that ServiceNow has too, not all of the standard export's
        inner join {{ ref('stg_servicenow__handoffs') }} as restated
            on standard.handoff_id = restated.handoff_id
        where standard.row_fate = 'accepted'
    )
