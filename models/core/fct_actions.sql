-- Every attempt to act on an incident, allowed or blocked.
select
    actions.action_id,
    actions.incident_id,
    actions.action_kind,
    actions.proposed_by,
    actions.proposed_at,
    actions.policy_decision,
    actions.block_reason,
    coalesce(severities.severity, 'unmapped') as risk_severity,
    actions.risk_severity as risk_severity_raw,
    actions.approved_by,
    actions.approved_at,
    actions.executed_at,
    actions.outcome,
    actions.stopped_at,
    actions.stop_reason,
    actions.revert_decided_at,
    actions.recovery_verified_at
from {{ ref('stg_standard__actions') }} as actions
left join {{ ref('severity_map') }} as severities
    on lower(actions.risk_severity) = lower(trim(severities.raw_value))
where actions.row_fate = 'accepted'
