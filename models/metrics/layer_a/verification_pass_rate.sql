-- How often does an executed action pass the checks defined before it?
-- Actions without such a check are left out here; verification_coverage has them.
select
    incident_id,
    action_id as observation_id,
    case when n_checks_passed = n_checks_defined then 1e0 else 0e0 end as numerator,
    1e0 as denominator,
    cast(null as {{ type_double() }}) as value
from {{ ref('action_verifications') }}
where n_checks_defined > 0
