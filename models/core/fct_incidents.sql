-- The canonical incident for readers: labels, owner, times, durations, flags.
-- Durations come from the metrics that define them, so there is no second definition;
-- they stand for countable incidents, a void or unmeasured one is null.
with durations as (

    select
        incident_id,
        max(case when metric_id = 'time_to_detect' then value end)
            as time_to_detect_minutes,
        max(case when metric_id = 'time_to_engaged_owner' then value end)
            as time_to_engaged_owner_minutes,
        max(case when metric_id = 'time_to_first_update' then value end)
            as time_to_first_update_minutes,
        max(case when metric_id = 'time_to_mitigate' then value end)
            as time_to_mitigate_minutes,
        max(case when metric_id = 'time_to_resolve' then value end)
            as time_to_resolve_minutes,
        max(case when metric_id = 'residual_degradation_time' then value end)
            as residual_degradation_time_minutes
    from {{ ref('measured_observations') }}
    where
        metric_id in (
            'time_to_detect',
            'time_to_engaged_owner',
            'time_to_first_update',
            'time_to_mitigate',
            'time_to_resolve',
            'residual_degradation_time'
        )
    group by incident_id

)

select
    incidents.incident_id,
    incidents.source,
    incidents.title,
    ---------- labels
    incidents.status,
    incidents.status_raw,
    incidents.severity,
    incidents.severity_raw,
    incidents.severity_initial,
    incidents.severity_max,
    incidents.incident_class,
    incidents.incident_class_raw,
    incidents.service_tier,
    incidents.change_trigger,
    ---------- ids
    incidents.service_id,
    incidents.owning_team_id,
    incidents.owner_team_id,
    incidents.failure_mode_id,
    incidents.change_id,
    repeats.previous_incident_id,
    ---------- booleans
    incidents.is_countable,
    incidents.is_ai_used,
    incidents.is_ai_active,
    case when repeats.is_observable then repeats.is_repeat end as is_repeat,
    ---------- timestamps
    incidents.month,
    incidents.started_on,
    incidents.started_at,
    incidents.detected_at,
    incidents.mitigated_at,
    incidents.resolved_at,
    incidents.steady_state_at,
    ---------- measures
    incidents.reopen_count,
    durations.time_to_detect_minutes,
    durations.time_to_engaged_owner_minutes,
    durations.time_to_first_update_minutes,
    durations.time_to_mitigate_minutes,
    durations.time_to_resolve_minutes,
    durations.residual_degradation_time_minutes
from {{ ref('incidents') }} as incidents
left join {{ ref('incident_repeats') }} as repeats
    on incidents.incident_id = repeats.incident_id
left join durations
    on incidents.incident_id = durations.incident_id
where {{ is_touched('incidents.incident_id') }}
