-- How often can an executed action be audited: who, approved by whom and when,
-- with what outcome, and checked? Actions that were never executed are left out.
with evaluated as (

    select distinct action_id
    from {{ ref('measured_verification_checks') }}
    where evaluated_at is not null

)

select
    actions.incident_id,
    actions.action_id as observation_id,
    case
        when
            actions.proposed_by is not null
            and actions.approved_by is not null
            and actions.approved_at is not null
            and actions.outcome is not null
            and evaluated.action_id is not null
            then 1e0
        else 0e0
    end as numerator,
    1e0 as denominator,
    cast(null as {{ type_double() }}) as value
from {{ ref('measured_actions') }} as actions
left join evaluated
    on actions.action_id = evaluated.action_id
where actions.executed_at is not null
