-- When the owning team first answered a page: the moment somebody who can mend it was
-- on it.
select
    incidents.incident_id,
    min(pages.acknowledged_at) as engaged_at
from {{ ref('incidents') }} as incidents
inner join {{ ref('measured_pages') }} as pages
    on
        incidents.incident_id = pages.incident_id
        and incidents.owner_team_id = pages.team_id
where pages.acknowledged_at is not null
group by incidents.incident_id
