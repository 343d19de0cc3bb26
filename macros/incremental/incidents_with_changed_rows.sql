{#-
    Incidents that have, or had, a row to which this build gave a fate: each once.
    Rows of packets and actions count for the incidents that these belong to, whatever
    the fate of the packet or action itself.
-#}
{% macro incidents_with_changed_rows() -%}
    {%- set own = [
        'pages', 'handoffs', 'context_packets', 'evidence_events', 'narrative_corrections',
        'investigation_steps', 'actions', 'updates', 'slo_burn', 'time_entries',
        'overhead_entries', 'escalations', 'ai_usage',
    ] -%}
    {%- set through = [
        ('context_fields', 'context_packets', 'packet_id'),
        ('claims', 'context_packets', 'packet_id'),
        ('verification_checks', 'actions', 'action_id'),
    ] -%}
    {%- for table in own %}
    select incident_id
    from {{ ref('stg_standard__' ~ table) }}
    where build_id = '{{ invocation_id }}'
    union
    {%- endfor %}
    {%- for table, parent, key in through %}
    select parents.incident_id
    from {{ ref('stg_standard__' ~ table) }} as children
    inner join {{ ref('stg_standard__' ~ parent) }} as parents
        on children.{{ key }} = parents.{{ key }}
    where children.build_id = '{{ invocation_id }}'
    union
    {%- endfor %}
    select 'servicenow:' || number as incident_id
    from {{ ref('stg_servicenow__incident_events') }}
    where build_id = '{{ invocation_id }}'
    union
    {# the standard export may restate another tool's handoffs and updates #}
    select restated.incident_id
    from {{ ref('stg_servicenow__handoffs') }} as restated
    inner join {{ ref('stg_standard__handoffs') }} as handoffs
        on restated.handoff_id = handoffs.handoff_id
    where handoffs.build_id = '{{ invocation_id }}'
    union
    select restated.incident_id
    from {{ ref('stg_statuspage__updates') }} as restated
    inner join {{ ref('stg_standard__updates') }} as updates
        on restated.update_id = updates.update_id
    where updates.build_id = '{{ invocation_id }}'
    union
    {# an update that two pages show counts for one of them, and may change over #}
    select incident_id
    from {{ ref('stg_statuspage__incidents') }}
    where exists (
        select 1 as is_changed
        from {{ ref('stg_statuspage__incidents') }} as pages
        where pages.build_id = '{{ invocation_id }}'
    )
{%- endmacro %}
