{#-
    What an export can carry, as (capture, relation, condition): a capture is there when
    a row of the relation meets the condition. seeds/captures.csv says it in words. Where
    the relation holds only the incidents that a build measures, a fourth element is the
    (relation, condition) that tells whether the export as a whole carries it.
-#}
{% macro captures() -%}
    {{ return([
        ('incident_severity', 'incidents', "severity <> 'unmapped'"),
        ('incident_class', 'incidents', "incident_class <> 'unmapped'"),
        ('service_and_tier', 'incidents', "service_tier <> 'unmapped'"),
        ('ownership', 'incidents', 'owner_team_id is not null'),
        ('detection_time', 'incidents', 'detected_at is not null'),
        ('mitigation_time', 'incidents', 'mitigated_at is not null'),
        ('resolution_time', 'incidents', 'resolved_at is not null'),
        ('steady_state_time', 'incidents', 'steady_state_at is not null'),
        ('failure_modes', 'incidents', 'failure_mode_id is not null'),
        ('change_triggers', 'incidents', 'change_trigger is not null'),
        ('pages', 'fct_pages', 'true'),
        ('page_acknowledgements', 'fct_pages', 'acknowledged_at is not null'),
        ('handoffs', 'fct_handoffs', 'true'),
        ('context_packets', 'fct_context_packets', 'true'),
        ('packet_sharing', 'fct_context_packets', 'shared_at is not null'),
        ('context_fields', 'packet_completeness', 'n_filled > 0', ('context_fields', 'is_filled')),
        ('claims', 'evidence_link_coverage', 'true', ('claims', 'true')),
        ('evidence_events', 'evidence_events', 'true'),
        ('narrative_corrections', 'narrative_corrections', 'true'),
        ('investigation_steps', 'investigation_steps', 'true'),
        ('actions', 'fct_actions', 'true'),
        ('policy_decisions', 'fct_actions', 'policy_decision is not null'),
        ('action_approvals', 'fct_actions', 'approved_at is not null'),
        ('verification_checks', 'action_verifications', 'n_checks_defined > 0', ('fct_verification_checks', 'true')),
        ('reverts', 'fct_actions', 'revert_decided_at is not null'),
        ('internal_updates', 'fct_updates', "audience = 'internal'"),
        ('promised_updates', 'update_promises', 'true', ('fct_updates', 'promised_next_at is not null')),
        ('draft_edits', 'fct_updates', 'edit_level is not null'),
        ('slo_burn', 'slo_burn', 'true'),
        ('sampled_time', 'time_entries', "method = 'sampled' and minutes_spent is not null"),
        ('overhead_time', 'overhead_entries', "org_function <> 'compliance'"),
        ('compliance_time', 'overhead_entries', "org_function = 'compliance'"),
        ('escalations', 'escalations', 'true'),
        ('ai_usage', 'fct_ai_usage', 'true'),
    ]) }}
{%- endmacro %}
