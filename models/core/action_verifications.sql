-- Approved and executed actions with the checks that were defined in time.
-- A check that nobody evaluated has not passed, whatever it says.
select
    actions.action_id,
    actions.incident_id,
    count(checks.check_id) as n_checks_defined,
    count(
        case
            when checks.passed and checks.evaluated_at is not null
                then checks.check_id
        end
    ) as n_checks_passed
from {{ ref('measured_actions') }} as actions
left join {{ ref('measured_verification_checks') }} as checks
    on
        actions.action_id = checks.action_id
        and actions.executed_at >= checks.defined_at
where actions.approved_at is not null and actions.executed_at is not null
group by actions.action_id, actions.incident_id
