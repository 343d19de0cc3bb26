{#-
    Every raw table that staging reads, as (source, table, typed optional columns).
    The model is stg_<source>__<table>. A test holds the list against the sources.
-#}
{% macro staged_tables() -%}
    {{ return([
        ('standard', 'teams', []),
        ('standard', 'services', []),
        ('standard', 'service_owners', []),
        ('standard', 'incidents', ['detected_at', 'mitigated_at', 'resolved_at', 'steady_state_at']),
        ('standard', 'changes', []),
        ('standard', 'pages', ['acknowledged_at']),
        ('standard', 'handoffs', []),
        ('standard', 'context_packets', ['shared_at']),
        ('standard', 'context_fields', []),
        ('standard', 'claims', []),
        ('standard', 'evidence_events', []),
        ('standard', 'narrative_corrections', []),
        ('standard', 'investigation_steps', []),
        ('standard', 'actions', ['approved_at', 'executed_at', 'stopped_at', 'revert_decided_at', 'recovery_verified_at']),
        ('standard', 'verification_checks', ['defined_at', 'evaluated_at', 'passed']),
        ('standard', 'updates', ['promised_next_at']),
        ('standard', 'slo_burn', []),
        ('standard', 'time_entries', ['minutes_spent', 'minutes_saved']),
        ('standard', 'overhead_entries', []),
        ('standard', 'escalations', []),
        ('standard', 'ai_usage', []),
        ('servicenow', 'incident_events', ['reopen_count', 'resolved_at']),
        ('statuspage', 'incidents', ['mitigated_at', 'resolved_at']),
    ]) }}
{%- endmacro %}

{#- The optional columns of a staged table that can fail to parse. -#}
{% macro typed_columns(source, optional) -%}
    {%- set common = {
        'standard': ['updated_at', 'is_deleted'],
        'servicenow': [],
        'statuspage': ['updated_at'],
    } -%}
    {{ return(optional + common[source]) }}
{%- endmacro %}
