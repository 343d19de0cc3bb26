-- How long from the decision to revert until recovery was verified?
-- Actions that were never reverted, or whose recovery nobody verified, are left out.
select
    incident_id,
    action_id as observation_id,
    cast(null as {{ type_double() }}) as numerator,
    cast(null as {{ type_double() }}) as denominator,
    {{ minutes_between('revert_decided_at', 'recovery_verified_at') }} as value
from {{ ref('measured_actions') }}
where revert_decided_at is not null and recovery_verified_at is not null
