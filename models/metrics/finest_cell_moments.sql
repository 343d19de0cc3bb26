-- Sums, means and central moments of y and x in each finest cell and period.
-- Central moments add up across cells without the rounding that raw squares suffer.
select
    measures.metric_id,
    cells.period_name,
    cells.finest_cell_id,
    count(*) as n_incidents,
    sum(measures.n_observations) as n_observations,
    sum(case when cells.is_open then 1 else 0 end) as n_open,
    sum(measures.sum_value) as sum_value,
    sum(measures.y) as sum_y,
    sum(measures.x) as sum_x,
    avg(measures.y) as mean_y,
    avg(measures.x) as mean_x,
    count(*) * var_pop(measures.y) as squares_y,
    count(*) * var_pop(measures.x) as squares_x,
    count(*) * covar_pop(measures.y, measures.x) as products_yx,
    bit_xor(measures.contents) as contents
from {{ ref('incident_measures') }} as measures
inner join {{ ref('incident_cells') }} as cells
    on measures.incident_id = cells.incident_id
where {{ is_in_touched_period('cells.period_name') }}
group by measures.metric_id, cells.period_name, cells.finest_cell_id
