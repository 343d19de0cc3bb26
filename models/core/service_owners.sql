-- Which team owned which service, and when.
select
    service_id,
    team_id,
    valid_from,
    valid_to
from {{ ref('stg_standard__service_owners') }}
where row_fate = 'accepted'
