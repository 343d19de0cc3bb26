-- What stands for a service: the configuration item, else the assignment group,
-- whose name is also the label that service_tier_map can map to a tier.
with names as (

    select cmdb_ci as service_name
    from {{ ref('stg_servicenow__incident_events') }}
    where row_fate = 'accepted'
    union
    select assignment_group as service_name
    from {{ ref('stg_servicenow__incident_events') }}
    where row_fate = 'accepted'

)

select
    'servicenow:' || service_name as service_id,
    service_name,
    service_name as service_tier
from names
where service_name is not null
