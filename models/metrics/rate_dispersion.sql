-- By how much more events vary from month to month than chance alone: phi, per rate
-- and kind of segment, from the months of the baseline, never below 1.
with baseline_months as (

    select
        metric_id,
        segment,
        segment_cell_id,
        n_events,
        exposure,
        sum(n_events) over (partition by metric_id, segment_cell_id)
        * exposure
        / sum(exposure) over (partition by metric_id, segment_cell_id) as n_expected
    from {{ ref('rate_cells') }}
    where period = 'baseline_month' and attribution = 'all'

),

cells as (

    select
        metric_id,
        segment,
        segment_cell_id,
        sum((n_events - n_expected) * (n_events - n_expected) / n_expected)
            as chi_squared,
        count(*) - 1 as degrees_of_freedom
    from baseline_months
    -- a cell without any event has nothing to vary
    where n_expected > 0
    group by metric_id, segment, segment_cell_id

)

select
    metric_id,
    segment,
    greatest(
        1e0, coalesce(sum(chi_squared) / nullif(sum(degrees_of_freedom), 0), 1e0)
    ) as phi
from cells
group by metric_id, segment
