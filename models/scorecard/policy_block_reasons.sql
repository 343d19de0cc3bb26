-- Why policy blocked actions, by reason.
select
    {{ breakdown_columns('frame') }},
    coalesce(actions.block_reason, 'unknown') as block_reason,
    count(*) as n_actions,
    count(distinct actions.incident_id) as n_incidents
from {{ ref('fct_actions') }} as actions
inner join {{ ref('incident_periods') }} as frame
    on actions.incident_id = frame.incident_id
where actions.policy_decision = 'blocked'
group by {{ breakdown_columns('frame') }}, coalesce(actions.block_reason, 'unknown')
