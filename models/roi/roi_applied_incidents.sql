-- The incidents that a row of the ledger applies its saving to: the counted ones of its
-- compared cells that were measured, of a deep sample all. Drill from a figure to its
-- incidents here.
with measured as (

    select distinct
        measure,
        incident_id
    from {{ ref('roi_amounts') }}

)

select
    cells.roi_row_id,
    cells.roi_cell_id,
    cells.measure,
    incidents.incident_id
from {{ ref('roi_row_members') }} as cells
inner join {{ ref('roi_incidents') }} as incidents
    on
        cells.period_name = incidents.period_name
        and cells.severity = incidents.severity
        and cells.incident_class = incidents.incident_class
        and cells.service_tier = incidents.service_tier
left join measured
    on
        cells.measure = measured.measure
        and incidents.incident_id = measured.incident_id
where
    cells.is_compared
    and incidents.is_counted
    and (cells.is_extrapolated or measured.incident_id is not null)
