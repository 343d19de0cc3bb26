-- Incidents of all sources in one shape, labels still as their tools write them.
-- The standard export may restate another tool's incident; then its word stands.
with standard as (

    select
        incident_id,
        'standard' as source,
        title,
        status,
        severity,
        cast(null as {{ dbt.type_string() }}) as severity_initial,
        incident_class,
        service_id,
        owning_team_id,
        failure_mode_id,
        change_trigger,
        change_id,
        cast(null as bigint) as reopen_count,
        started_at,
        detected_at,
        mitigated_at,
        resolved_at,
        steady_state_at
    from {{ ref('stg_standard__incidents') }}
    where row_fate = 'accepted'

),

servicenow as (

    select
        incident_id,
        'servicenow' as source,
        title,
        status,
        severity,
        severity_initial,
        incident_class,
        service_id,
        owning_team_id,
        cast(null as {{ dbt.type_string() }}) as failure_mode_id,
        cast(null as {{ dbt.type_string() }}) as change_trigger,
        change_id,
        cast(reopen_count as bigint) as reopen_count,
        started_at,
        cast(null as timestamp) as detected_at,
        cast(null as timestamp) as mitigated_at,
        resolved_at,
        cast(null as timestamp) as steady_state_at
    from {{ ref('stg_servicenow__incidents') }}
    where incident_id not in (select standard.incident_id from standard)

),

statuspage as (

    select
        incident_id,
        'statuspage' as source,
        title,
        status,
        severity,
        cast(null as {{ dbt.type_string() }}) as severity_initial,
        cast(null as {{ dbt.type_string() }}) as incident_class,
        cast(null as {{ dbt.type_string() }}) as service_id,
        cast(null as {{ dbt.type_string() }}) as owning_team_id,
        cast(null as {{ dbt.type_string() }}) as failure_mode_id,
        cast(null as {{ dbt.type_string() }}) as change_trigger,
        cast(null as {{ dbt.type_string() }}) as change_id,
        cast(null as bigint) as reopen_count,
        started_at,
        cast(null as timestamp) as detected_at,
        mitigated_at,
        resolved_at,
        cast(null as timestamp) as steady_state_at
    from {{ ref('stg_statuspage__incidents') }}
    where
        row_fate = 'accepted'
        and not is_maintenance
        and incident_id not in (select standard.incident_id from standard)

),

final as (

    select * from standard
    union all
    select * from servicenow
    union all
    select * from statuspage

)

select * from final
