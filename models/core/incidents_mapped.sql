-- Incidents with mapped labels, their owner and the day they started on.
with incidents as (

    select
        *,
        cast({{ in_reporting_timezone('started_at') }} as date) as started_on
    from {{ ref('incidents_united') }}

),

final as (

    select
        incidents.incident_id,
        incidents.source,
        incidents.title,
        ---------- labels
        coalesce(statuses.status, 'unmapped') as status,
        incidents.status as status_raw,
        coalesce(severities.severity, 'unmapped') as severity,
        incidents.severity as severity_raw,
        first_severities.severity as severity_initial,
        severity_range.severity_max,
        coalesce(classes.incident_class, 'unmapped') as incident_class,
        incidents.incident_class as incident_class_raw,
        coalesce(services.service_tier, 'unmapped') as service_tier,
        incidents.change_trigger,
        ---------- ids
        incidents.service_id,
        incidents.owning_team_id,
        owners.owner_team_id,
        incidents.failure_mode_id,
        incidents.change_id,
        ---------- measures
        incidents.reopen_count,
        ---------- timestamps
        incidents.started_at,
        incidents.detected_at,
        incidents.mitigated_at,
        incidents.resolved_at,
        incidents.steady_state_at,
        incidents.started_on,
        {{ month_name('incidents.started_on') }} as month
    from incidents
    left join {{ ref('status_map') }} as statuses
        on lower(incidents.status) = lower(trim(statuses.raw_value))
    left join {{ ref('severity_map') }} as severities
        on lower(incidents.severity) = lower(trim(severities.raw_value))
    left join {{ ref('severity_map') }} as first_severities
        on lower(incidents.severity_initial) = lower(trim(first_severities.raw_value))
    left join {{ ref('incident_severity_range') }} as severity_range
        on incidents.incident_id = severity_range.incident_id
    left join {{ ref('incident_class_map') }} as classes
        on lower(incidents.incident_class) = lower(trim(classes.raw_value))
    left join {{ ref('services') }} as services
        on incidents.service_id = services.service_id
    left join {{ ref('incident_owners') }} as owners
        on incidents.incident_id = owners.incident_id

)

select * from final
