-- Which finest cells an arm of a comparison takes in each window. 'used' sets the
-- incidents in which AI was used against everything in the baseline.
select
    'everyone' as arm,
    windows.window_name,
    cells.finest_cell_id
from {{ ref('finest_cells') }} as cells
cross join {{ ref('reporting_windows') }} as windows
union all
select
    'used' as arm,
    windows.window_name,
    cells.finest_cell_id
from {{ ref('finest_cells') }} as cells
cross join {{ ref('reporting_windows') }} as windows
where windows.window_name = 'baseline' or cells.is_ai_used
union all
select
    arms.arm,
    windows.window_name,
    cells.finest_cell_id
from {{ ref('finest_cells') }} as cells
inner join {{ ref('treatment_arms') }} as arms
    on
        cells.incident_class = arms.incident_class
        and cells.service_tier = arms.service_tier
cross join {{ ref('reporting_windows') }} as windows
