-- How often does an approved action go out with a check defined beforehand?
-- Actions that were not both approved and executed are left out.
select
    incident_id,
    action_id as observation_id,
    case when n_checks_defined > 0 then 1e0 else 0e0 end as numerator,
    1e0 as denominator,
    cast(null as {{ type_double() }}) as value
from {{ ref('action_verifications') }}
