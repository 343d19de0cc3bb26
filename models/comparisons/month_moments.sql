-- Baseline incidents by finest cell and month: what they give a metric, less what is
-- usual for the cell. Incidents of one month share more than their cell.
with deviations as (

    select
        measures.metric_id,
        measures.finest_cell_id,
        measures.month,
        measures.y / measures.x - avg(measures.y / measures.x) over (
            partition by
                measures.metric_id,
                cells.severity,
                cells.incident_class,
                cells.service_tier
        ) as deviation
    from {{ ref('compared_measures') }} as measures
    inner join {{ ref('finest_cells') }} as cells
        on measures.finest_cell_id = cells.finest_cell_id
    where measures.window_name = 'baseline'

)

select
    metric_id,
    finest_cell_id,
    month,
    count(*) as n_incidents,
    avg(deviation) as mean_deviation,
    count(*) * var_pop(deviation) as squares
from deviations
group by metric_id, finest_cell_id, month
