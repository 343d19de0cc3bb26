-- How finely like is compared with like: the finest level that covers enough of the
-- baseline is taken. Level 0 compares a cell as a whole.
with levels as (

    select
        listed.level_rank,
        listed.segment
    from (
        values
        (0, 'all'),
        (1, 'severity_incident_class_service_tier'),
        (2, 'severity_incident_class'),
        (3, 'severity')
    ) as listed (level_rank, segment)

)

select
    levels.level_rank,
    levels.segment as level_segment,
    cells.segment_cell_id as level_cell_id,
    members.finest_cell_id
from levels
inner join {{ ref('segment_cells') }} as cells
    on levels.segment = cells.segment and cells.attribution = 'all'
inner join {{ ref('segment_cell_members') }} as members
    on cells.segment_cell_id = members.segment_cell_id
