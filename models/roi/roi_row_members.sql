-- Which cells each row of the ledger holds, compared or not, with their incidents.
select
    row_number() over (
        order by
            cells.measure,
            cells.period_name,
            cells.severity,
            cells.incident_class,
            cells.service_tier
    ) as roi_cell_id,
    rows_.roi_row_id,
    cells.*,
    measures.is_extrapolated,
    measures.units_per_quantity,
    case
        when not cells.is_compared then 0
        when measures.is_extrapolated then cells.n_expected_current
        else cells.n_current
    end as n_applied
from {{ ref('roi_cells') }} as cells
inner join {{ ref('roi_measures') }} as measures
    on cells.measure = measures.measure
inner join {{ ref('roi_row_cells') }} as row_cells
    on
        case
            when cells.measure = 'mitigation_phases' then 'time_to_mitigate'
            else cells.measure
        end = row_cells.measure
        and cells.period_name = row_cells.period_name
        and cells.severity = row_cells.severity
        and cells.incident_class = row_cells.incident_class
        and cells.service_tier = row_cells.service_tier
inner join {{ ref('roi_rows') }} as rows_
    on
        cells.measure = rows_.measure
        and row_cells.period_name = rows_.period_name
        and row_cells.row_severity = rows_.row_severity
        and row_cells.row_class = rows_.row_class
        and row_cells.row_tier = rows_.row_tier
