-- What the incidents of a finest cell and month of a window give a metric: how many there
-- are, and the mean and spread of y over x. Incidents of one month share more than their
-- cell.
select
    measures.metric_id,
    cells.period_name,
    cells.finest_cell_id,
    cells.month,
    count(*) as n_incidents,
    avg(measures.y / measures.x) as mean_ratio,
    count(*) * var_pop(measures.y / measures.x) as squares
from {{ ref('incident_measures') }} as measures
inner join {{ ref('incident_cells') }} as cells
    on measures.incident_id = cells.incident_id
where cells.period = 'window' and {{ is_in_touched_period('cells.period_name') }}
group by measures.metric_id, cells.period_name, cells.finest_cell_id, cells.month
