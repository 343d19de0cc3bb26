-- Baseline incidents by finest cell and month: what they give a metric, less what is
-- usual for the cell. Incidents of one month share more than their cell.
with ratios as (

    select
        measures.metric_id,
        measures.finest_cell_id,
        measures.month,
        cells.severity,
        cells.incident_class,
        cells.service_tier,
        count(*) as n_incidents,
        sum(measures.y / measures.x) as sum_ratio,
        avg(measures.y / measures.x) as mean_ratio,
        count(*) * var_pop(measures.y / measures.x) as squares
    from {{ ref('compared_measures') }} as measures
    inner join {{ ref('finest_cells') }} as cells
        on measures.finest_cell_id = cells.finest_cell_id
    where measures.window_name = 'baseline'
    group by
        measures.metric_id,
        measures.finest_cell_id,
        measures.month,
        cells.severity,
        cells.incident_class,
        cells.service_tier

)

select
    metric_id,
    finest_cell_id,
    month,
    n_incidents,
    mean_ratio - sum(sum_ratio) over (
        partition by metric_id, severity, incident_class, service_tier
    ) / sum(n_incidents) over (
        partition by metric_id, severity, incident_class, service_tier
    ) as mean_deviation,
    squares
from ratios
