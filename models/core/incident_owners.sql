-- The known owner of each incident: the team confirmed at the end, else the team
-- that owned the service when the incident started; of overlapping owners the latest.
with candidates as (

    select
        incidents.incident_id,
        owners.team_id,
        row_number() over (
            partition by incidents.incident_id order by owners.valid_from desc
        ) as owner_rank
    from {{ ref('incidents_united') }} as incidents
    inner join {{ ref('service_owners') }} as owners
        on
            incidents.service_id = owners.service_id
            and incidents.started_at >= owners.valid_from
            and (incidents.started_at < owners.valid_to or owners.valid_to is null)

)

select
    incidents.incident_id,
    coalesce(incidents.owning_team_id, candidates.team_id) as owner_team_id
from {{ ref('incidents_united') }} as incidents
left join candidates
    on incidents.incident_id = candidates.incident_id and candidates.owner_rank = 1
where coalesce(incidents.owning_team_id, candidates.team_id) is not null
