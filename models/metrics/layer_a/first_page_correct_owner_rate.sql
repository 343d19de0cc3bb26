-- How often does the first page reach the team that owns the incident?
-- Incidents without a page or without a known owner are left out.
with pages as (

    select
        incident_id,
        team_id,
        row_number() over (
            partition by incident_id order by paged_at, page_id
        ) as page_rank
    from {{ ref('measured_pages') }}

)

select
    pages.incident_id,
    pages.incident_id as observation_id,
    case when pages.team_id = incidents.owner_team_id then 1e0 else 0e0 end as numerator,
    1e0 as denominator,
    cast(null as {{ type_double() }}) as value
from pages
inner join {{ ref('incidents') }} as incidents
    on pages.incident_id = incidents.incident_id
where pages.page_rank = 1 and incidents.owner_team_id is not null
