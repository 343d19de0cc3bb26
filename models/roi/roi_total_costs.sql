-- What each compared incident cost in all, at the rates of its row: the parts of it whose
-- role has one. Rates differ by role, so the spread of the total is not that of its hours.
select
    cells.roi_cell_id,
    incidents.period_name = 'baseline' as is_baseline,
    incidents.incident_id,
    measures.component,
    sum(amounts.amount * rates.unit_cost_low) as cost_low,
    sum(amounts.amount * rates.unit_cost_high) as cost_high
from {{ ref('roi_row_members') }} as cells
inner join {{ ref('roi_measures') }} as measures
    on cells.measure = measures.measure
inner join {{ ref('roi_incidents') }} as incidents
    on
        cells.severity = incidents.severity
        and cells.incident_class = incidents.incident_class
        and cells.service_tier = incidents.service_tier
        and incidents.period_name in ('baseline', cells.period_name)
inner join {{ ref('roi_amounts') }} as amounts
    on
        cells.measure = amounts.measure
        and incidents.incident_id = amounts.incident_id
inner join {{ ref('roi_row_rates') }} as rates
    on
        cells.roi_row_id = rates.roi_row_id
        and amounts.role = rates.role
where
    cells.measure in ('responder_time', 'overhead_hours')
    and cells.is_compared
    and incidents.is_counted
group by
    cells.roi_cell_id,
    incidents.period_name,
    incidents.incident_id,
    measures.component
