-- Incidents of the current window with what would have helped: a complete packet,
-- claims that are all linked, a check defined before each action.
with packets as (

    select
        incident_id,
        value = 1e0 as is_complete
    from {{ ref('metric_observations') }}
    where metric_id = 'context_completeness_rate'

),

evidence as (

    select
        incident_id,
        value = 1e0 as is_linked
    from {{ ref('metric_observations') }}
    where metric_id = 'evidence_link_coverage'

),

actions as (

    select
        incident_id,
        min(value) = 1e0 as is_checked
    from {{ ref('metric_observations') }}
    where metric_id = 'verification_coverage'
    group by incident_id

)

select
    incidents.incident_id,
    incidents.incident_class,
    incidents.time_to_mitigate_minutes,
    incidents.time_to_mitigate_minutes * costs.unit_cost_low as downtime_cost_low,
    incidents.time_to_mitigate_minutes * costs.unit_cost_high as downtime_cost_high,
    not coalesce(packets.is_complete, false) as lacks_complete_context,
    not coalesce(evidence.is_linked, false) as lacks_linked_evidence,
    -- an incident that nobody acted on needs no check
    not coalesce(actions.is_checked, true) as lacks_prior_check
from {{ ref('fct_incidents') }} as incidents
inner join {{ ref('reporting_windows') }} as windows
    on
        incidents.started_on >= windows.starts_on
        and incidents.started_on < windows.ends_on
left join packets
    on incidents.incident_id = packets.incident_id
left join evidence
    on incidents.incident_id = evidence.incident_id
left join actions
    on incidents.incident_id = actions.incident_id
left join {{ ref('downtime_unit_costs') }} as costs
    on incidents.incident_id = costs.incident_id
where windows.window_name = 'current' and incidents.is_countable
