-- Cells that have incidents in both windows: like with like. weight is what the row's
-- weighting window says of the cell: its share of the baseline, or, for direct use, of
-- the incidents in which AI was used.
{% set key = [
    'metric_id', 'variant', 'arm', 'segment_cell_id', 'level_rank', 'level_cell_id',
] %}
select
    {{ key | join(',\n    ') }},
    case when arm = 'used' then current_cells.sum_x else baseline_cells.sum_x end as weight,
    baseline_cells.n_incidents as n_baseline,
    current_cells.n_incidents as n_current,
    baseline_cells.sum_x as sum_x_baseline,
    current_cells.sum_x as sum_x_current,
    baseline_cells.residual_squares as residual_squares_baseline,
    current_cells.residual_squares as residual_squares_current,
    current_cells.ratio - baseline_cells.ratio as change
from {{ ref('level_cells') }} as baseline_cells
inner join {{ ref('level_cells') }} as current_cells
    using ({{ key | join(', ') }})
where
    baseline_cells.window_name = 'baseline'
    and current_cells.window_name = 'current'
