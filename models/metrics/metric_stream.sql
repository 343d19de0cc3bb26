-- Every observation of every metric in the incidents that this build measures, impossible
-- durations included. A new metric is one more line here.
{% set metrics = [
    'context_quality_score',
    'context_completeness_rate',
    'evidence_link_coverage',
    'context_refresh_latency',
    'context_refresh_rate',
    'contradiction_rate',
    'first_page_correct_owner_rate',
    'time_to_engaged_owner',
    'handoff_count',
    'duplicate_effort_ratio',
    'verification_pass_rate',
    'verification_coverage',
    'rollback_time',
    'stop_condition_rate',
    'policy_block_rate',
    'audit_completeness_rate',
    'time_to_first_update',
    'cadence_adherence_rate',
    'cadence_delay',
    'comms_consistency_rate',
    'draft_rework_rate',
    'time_to_detect',
    'time_to_mitigate',
    'time_to_resolve',
    'residual_degradation_time',
    'error_budget_burn',
    'sev1_share',
    'repeat_incident_rate',
    'time_between_repeats',
    'repeat_same_trigger_rate',
    'incidents_per_1000_deploys',
    'sev1_per_month',
    'responder_hours',
    'overhead_hours',
    'compliance_hours',
    'missing_update_escalations',
    'prevented_unsafe_actions',
] %}
{% set touched = is_touched('incident_id') %}

{% for metric in metrics %}
select
    '{{ metric }}' as metric_id,
    incident_id,
    observation_id,
    numerator,
    denominator,
    value
from {{ ref(metric) }}
where {{ touched }}
{{ 'union all' if not loop.last }}
{% endfor %}
