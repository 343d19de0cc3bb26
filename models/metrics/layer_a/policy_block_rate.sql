-- How often does policy refuse an action?
-- Actions without a recorded decision are left out.
select
    incident_id,
    action_id as observation_id,
    case when policy_decision = 'blocked' then 1e0 else 0e0 end as numerator,
    1e0 as denominator,
    cast(null as {{ type_double() }}) as value
from {{ ref('measured_actions') }}
where policy_decision is not null
