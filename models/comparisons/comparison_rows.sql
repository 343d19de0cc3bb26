-- Which finest cells a compared row takes in: each segment's cells, and for the arms
-- of treated against control only the whole and the severities.
select
    arms.arm,
    cells.segment_cell_id,
    cells.segment,
    arms.window_name,
    arms.finest_cell_id
from {{ ref('comparison_arms') }} as arms
inner join {{ ref('segment_cell_members') }} as members
    on arms.finest_cell_id = members.finest_cell_id
inner join {{ ref('segment_cells') }} as cells
    on members.segment_cell_id = cells.segment_cell_id
where
    cells.attribution = 'all'
    and (arms.arm in ('everyone', 'used') or cells.segment in ('all', 'severity'))
