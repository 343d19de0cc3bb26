-- How often does a stop condition halt an action under way?
-- Actions that were never executed are left out.
select
    incident_id,
    action_id as observation_id,
    case when stopped_at is not null then 1e0 else 0e0 end as numerator,
    1e0 as denominator,
    cast(null as {{ type_double() }}) as value
from {{ ref('measured_actions') }}
where executed_at is not null
