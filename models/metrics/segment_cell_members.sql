-- Which finest cells make up each reported cell.
select
    segment_cells.segment_cell_id,
    finest_cells.finest_cell_id
from {{ ref('segment_cells') }} as segment_cells
inner join {{ ref('finest_cells') }} as finest_cells
    on
        segment_cells.severity in (finest_cells.severity, 'all')
        and segment_cells.incident_class in (finest_cells.incident_class, 'all')
        and segment_cells.service_tier in (finest_cells.service_tier, 'all')
        and (
            (finest_cells.is_ai_used and segment_cells.takes_used)
            or (not finest_cells.is_ai_used and segment_cells.takes_not_used)
        )
