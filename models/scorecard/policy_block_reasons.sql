-- Why policy blocked actions, by reason.
with counts as (

    select
        cells.period_name,
        cells.finest_cell_id,
        coalesce(actions.block_reason, 'unknown') as block_reason,
        count(*) as n_actions,
        count(distinct actions.incident_id) as n_incidents
    from {{ ref('fct_actions') }} as actions
    inner join {{ ref('incident_cells') }} as cells
        on actions.incident_id = cells.incident_id
    where actions.policy_decision = 'blocked'
    group by
        cells.period_name, cells.finest_cell_id, coalesce(actions.block_reason, 'unknown')

)

select
    {{ breakdown_columns('frame') }},
    counts.block_reason,
    cast(sum(counts.n_actions) as bigint) as n_actions,
    cast(sum(counts.n_incidents) as bigint) as n_incidents
from counts
inner join {{ ref('breakdown_cells') }} as frame
    on
        counts.period_name = frame.period_name
        and counts.finest_cell_id = frame.finest_cell_id
group by {{ breakdown_columns('frame') }}, counts.block_reason
