-- ServiceNow incidents as their last audit row left them, with the severity history.
-- Never resolved stays never resolved: a closing time is no resolution.
with events as (

    select
        *,
        row_number() over (
            partition by number
            order by sys_mod_count, sys_updated_at, landing_order, source_row
        ) as event_rank
    from {{ ref('stg_servicenow__incident_events') }}
    where row_fate = 'accepted'

),

known_values as (

    -- the last known value of what a later row may have lost
    select
        number,
        max(event_rank) as last_rank,
        max(case when assignment_group is not null then event_rank end)
            as last_group_rank,
        max(case when cmdb_ci is not null then event_rank end) as last_service_rank,
        min(case when priority is not null then event_rank end) as first_priority_rank
    from events
    group by number

),

final as (

    select
        'servicenow:' || last_events.number as incident_id,
        last_events.short_description as title,
        last_events.incident_state as status,
        last_events.priority as severity,
        first_priorities.priority as severity_initial,
        last_events.category as incident_class,
        'servicenow:' || coalesce(last_services.cmdb_ci, last_groups.assignment_group)
            as service_id,
        'servicenow:' || last_groups.assignment_group as owning_team_id,
        'servicenow:' || last_events.caused_by as change_id,
        last_events.reopen_count,
        last_events.opened_at as started_at,
        last_events.resolved_at
    from known_values
    inner join events as last_events
        on
            known_values.number = last_events.number
            and known_values.last_rank = last_events.event_rank
    left join events as last_groups
        on
            known_values.number = last_groups.number
            and known_values.last_group_rank = last_groups.event_rank
    left join events as last_services
        on
            known_values.number = last_services.number
            and known_values.last_service_rank = last_services.event_rank
    left join events as first_priorities
        on
            known_values.number = first_priorities.number
            and known_values.first_priority_rank = first_priorities.event_rank

)

select * from final
