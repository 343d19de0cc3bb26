-- Changes of the assignment group, from the last known group to another known one.
-- Rows without a group are stepped over: losing the group for a row hands nothing over.
with groups_over_time as (

    select
        number,
        assignment_group,
        sys_mod_count,
        sys_updated_at,
        lag(assignment_group) over (
            partition by number
            order by sys_mod_count, sys_updated_at, landing_order, source_row
        ) as previous_group
    from {{ ref('stg_servicenow__incident_events') }}
    where row_fate = 'accepted' and assignment_group is not null

),

final as (

    select
        'servicenow:' || number || ':' || cast(cast(sys_mod_count as bigint) as varchar)
        || ':' || cast(sys_updated_at as varchar) as handoff_id,
        'servicenow:' || number as incident_id,
        'servicenow:' || previous_group as from_team_id,
        'servicenow:' || assignment_group as to_team_id,
        sys_updated_at as occurred_at
    from groups_over_time
    where assignment_group <> previous_group

)

select * from final
