-- Time outside engineering, and compliance effort.
select
    entry_id,
    incident_id,
    org_function,
    minutes_spent
from {{ ref('stg_standard__overhead_entries') }}
where row_fate = 'accepted'
