-- Pages of all sources.
select
    page_id,
    incident_id,
    team_id,
    responder_id,
    paged_at,
    acknowledged_at
from {{ ref('stg_standard__pages') }}
where row_fate = 'accepted'
