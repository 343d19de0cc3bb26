-- Actions that did not run their course, each counted once by what came first: policy
-- blocked it, a stop condition halted it, or it was rolled back and recovery verified.
select
    action_id,
    incident_id,
    risk_severity,
    case
        when policy_decision = 'blocked' then 'blocked'
        when stopped_at is not null then 'stopped'
        else 'rolled_back'
    end as kind,
    case
        when policy_decision = 'blocked' then coalesce(block_reason, 'unknown')
        when stopped_at is not null then coalesce(stop_reason, 'unknown')
        else 'unknown'
    end as reason
from {{ ref('fct_actions') }}
where
    policy_decision = 'blocked'
    or stopped_at is not null
    or recovery_verified_at >= revert_decided_at
