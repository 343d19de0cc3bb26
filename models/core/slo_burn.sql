-- Error budget that incidents burned.
select
    incident_id,
    slo_id,
    bad_minutes,
    budget_minutes
from {{ ref('stg_standard__slo_burn') }}
where row_fate = 'accepted'
