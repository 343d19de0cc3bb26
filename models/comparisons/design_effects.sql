-- By how much month shocks inflate the variance of a row in a window.
select
    row_windows.arm,
    row_windows.metric_id,
    row_windows.segment_cell_id,
    row_windows.window_name,
    row_windows.n_incidents,
    row_windows.n_outliers,
    1e0
    + greatest(0e0, row_windows.n_incidents * 1e0 / row_windows.n_months - 1e0)
    * least(0.95e0, 2e0 * coalesce(correlations.icc, 0e0)) as design_effect
from {{ ref('row_windows') }} as row_windows
left join {{ ref('month_correlations') }} as correlations
    on
        row_windows.metric_id = correlations.metric_id
        and row_windows.segment = correlations.segment
