-- What each incident took, by measure and part: minutes, for escalations their number.
-- Where a measure has parts, its whole is made of them later.
with amounts as (

    select
        'time_to_mitigate' as measure,
        'time_to_mitigate' as component,
        'all' as role,
        incident_id,
        value as amount
    from {{ ref('measured_observations') }}
    where metric_id = 'time_to_mitigate'
    union all
    select
        'mitigation_phases' as measure,
        component,
        'all' as role,
        incident_id,
        minutes as amount
    from {{ ref('mitigation_phases') }}
    union all
    select
        'responder_time' as measure,
        time_sink as component,
        responder_role as role,
        incident_id,
        minutes as amount
    from {{ ref('sampled_minutes') }}
    union all
    select
        'overhead_hours' as measure,
        'overhead_hours' as component,
        org_function as role,
        incident_id,
        sum(minutes_spent) as amount
    from {{ ref('measured_overhead_entries') }}
    where org_function in ('support', 'customer_success', 'leadership')
    group by incident_id, org_function
    union all
    select
        'compliance_hours' as measure,
        'compliance_hours' as component,
        'compliance' as role,
        incident_id,
        sum(minutes_spent) as amount
    from {{ ref('measured_overhead_entries') }}
    where org_function = 'compliance'
    group by incident_id
    union all
    select
        'missing_update_escalations' as measure,
        'missing_update_escalations' as component,
        'all' as role,
        incident_id,
        value as amount
    from {{ ref('measured_observations') }}
    where metric_id = 'missing_update_escalations'

)

select * from amounts
where {{ is_touched('incident_id') }}
