-- How many of the incidents that should have an observation do, in the worst window,
-- and how far the windows lie apart: what is recorded more often looks different.
with countable as (

    select
        rows_.arm,
        rows_.segment_cell_id,
        rows_.window_name,
        count(*) as n_incidents
    from {{ ref('incident_cells') }} as cells
    inner join {{ ref('comparison_rows') }} as rows_
        on
            cells.period_name = rows_.window_name
            and cells.finest_cell_id = rows_.finest_cell_id
    group by rows_.arm, rows_.segment_cell_id, rows_.window_name

),

windows as (

    select
        counts.arm,
        counts.metric_id,
        counts.segment_cell_id,
        -- nothing expected is nothing to be complete in
        coalesce(
            counts.n_incidents * 1e0 / case
                when definitions.expected_of = 'incidents' then countable.n_incidents
                else expected.n_incidents
            end,
            0e0
        ) as completeness
    from {{ ref('row_windows') }} as counts
    inner join {{ ref('metric_definitions') }} as definitions
        on counts.metric_id = definitions.metric_id
    inner join countable
        using (arm, segment_cell_id, window_name)
    left join {{ ref('row_windows') }} as expected
        on
            counts.arm = expected.arm
            and counts.segment_cell_id = expected.segment_cell_id
            and counts.window_name = expected.window_name
            and definitions.expected_of = expected.metric_id

)

select
    arm,
    metric_id,
    segment_cell_id,
    -- a window without a row has nothing of what it should have
    case when count(*) = 2 then min(completeness) else 0e0 end as least_completeness,
    max(completeness) as greatest_completeness
from windows
group by arm, metric_id, segment_cell_id
