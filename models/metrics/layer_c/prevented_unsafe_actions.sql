-- How many unsafe actions per month did policy or a stop condition prevent?
-- The events; rate_exposures has the months. Blocked and stopped counts once.
select
    incident_id,
    action_id as observation_id,
    1e0 as numerator,
    cast(null as {{ type_double() }}) as denominator,
    cast(null as {{ type_double() }}) as value
from {{ ref('measured_actions') }}
where policy_decision = 'blocked' or stopped_at is not null
