-- Baseline incidents by finest cell and month: what they give a metric, less what is
-- usual for the cell.
with ratios as (

    select
        moments.*,
        cells.severity,
        cells.incident_class,
        cells.service_tier
    from {{ ref('month_moments') }} as moments
    inner join {{ ref('finest_cells') }} as cells
        on moments.finest_cell_id = cells.finest_cell_id
    where moments.period_name = 'baseline'

)

select
    metric_id,
    finest_cell_id,
    month,
    n_incidents,
    mean_ratio - sum(n_incidents * mean_ratio) over (
        partition by metric_id, severity, incident_class, service_tier
    ) / sum(n_incidents) over (
        partition by metric_id, severity, incident_class, service_tier
    ) as mean_deviation,
    squares
from ratios
