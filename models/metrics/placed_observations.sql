-- The observations by finest cell, for what sums do not tell.
select
    observations.metric_id,
    definitions.kind,
    cells.period_name,
    cells.finest_cell_id,
    observations.value
from {{ ref('metric_observations') }} as observations
inner join {{ ref('metric_definitions') }} as definitions
    on observations.metric_id = definitions.metric_id
inner join {{ ref('incident_cells') }} as cells
    on observations.incident_id = cells.incident_id
