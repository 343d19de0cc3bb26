-- Services with their tier and the team that owned them when the data ends.
with last_day as (

    select max(started_at) as data_ends_at
    from {{ ref('incidents') }}

),

owners as (

    select
        owners.service_id,
        owners.team_id,
        row_number() over (
            partition by owners.service_id order by owners.valid_from desc
        ) as owner_rank
    from {{ ref('service_owners') }} as owners
    cross join last_day
    where
        owners.valid_from <= last_day.data_ends_at
        and (owners.valid_to is null or owners.valid_to > last_day.data_ends_at)

)

select
    services.service_id,
    services.service_name,
    services.service_tier,
    services.service_tier_raw,
    owners.team_id as current_owner_team_id
from {{ ref('services') }} as services
left join owners
    on services.service_id = owners.service_id and owners.owner_rank = 1
