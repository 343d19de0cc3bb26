-- The incidents of the current window that can lead the change of a headline metric: in a
-- finest cell, of those with the same x, the ones with the least and the greatest y. They
-- change a cell most, whatever else is in it; what differs by rounding alone is the same,
-- and of equal ones the first is enough.
with measures as (

    select
        measures.metric_id,
        placed.finest_cell_id,
        measures.y,
        measures.x,
        min(measures.incident_id) as incident_id
    from {{ ref('incident_measures') }} as measures
    inner join {{ ref('headline_metrics') }} as headlines
        on measures.metric_id = headlines.metric_id
    inner join {{ ref('incident_cells') }} as placed
        on measures.incident_id = placed.incident_id
    where placed.period_name = 'current'
    group by measures.metric_id, placed.finest_cell_id, measures.y, measures.x

),

ends as (

    select
        metric_id,
        finest_cell_id,
        x,
        min(y) as least_y,
        max(y) as greatest_y
    from measures
    group by metric_id, finest_cell_id, x

)

select measures.*
from measures
inner join ends
    on
        measures.metric_id = ends.metric_id
        and measures.finest_cell_id = ends.finest_cell_id
        and measures.x = ends.x
where
    measures.y <= ends.least_y + 1e-9
    or measures.y >= ends.greatest_y - 1e-9
