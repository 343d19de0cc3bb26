-- Median and p90 of each reported cell of a mean. They have no intervals, so nothing
-- needs order: an engine finds a quantile faster. An increment asks for those of cells
-- with other observations than the last build saw.
with {{ observations_by_cell('mean') }},

cells as (

    select
        metric_id,
        period_name,
        segment_cell_id,
        {{ quantiles('value', [0.5, 0.9]) }} as median_and_p90
    from observations
    group by metric_id, period_name, segment_cell_id
    -- asked of the gathered values, before anything is sought in them
    having {{ is_changed_cell('observations') }}

)

select
    cells.metric_id,
    cells.period_name,
    cells.segment_cell_id,
    sums.contents,
    {{ sorted_value('cells.median_and_p90', 1) }} as median,
    {{ sorted_value('cells.median_and_p90', 2) }} as p90
from cells
inner join {{ ref('metric_cell_sums') }} as sums
    on
        cells.metric_id = sums.metric_id
        and cells.period_name = sums.period_name
        and cells.segment_cell_id = sums.segment_cell_id
