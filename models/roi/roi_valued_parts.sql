-- The parts of what each compared incident took, as the quantity of the ledger and, where
-- the part's role has a rate, in money at the low and at the high one. Downtime is
-- weighted by cost instead, so its minutes stand for all three.
with sides as (

    select
        cells.roi_row_id,
        cells.roi_cell_id,
        cells.measure,
        cells.units_per_quantity,
        incidents.period_name = 'baseline' as is_baseline,
        incidents.incident_id
    from {{ ref('roi_row_members') }} as cells
    inner join {{ ref('roi_incidents') }} as incidents
        on
            cells.severity = incidents.severity
            and cells.incident_class = incidents.incident_class
            and cells.service_tier = incidents.service_tier
            and incidents.period_name in ('baseline', cells.period_name)
    where cells.is_compared and incidents.is_counted

),

priced as (

    select
        sides.*,
        amounts.component,
        amounts.role,
        amounts.amount / sides.units_per_quantity as quantity,
        case
            when sides.measure = 'time_to_mitigate' then amounts.amount
            else amounts.amount * rates.unit_cost_low
        end as cost_low,
        case
            when sides.measure = 'time_to_mitigate' then amounts.amount
            else amounts.amount * rates.unit_cost_high
        end as cost_high
    from sides
    inner join {{ ref('roi_amounts') }} as amounts
        on
            sides.measure = amounts.measure
            and sides.incident_id = amounts.incident_id
    left join {{ ref('roi_row_rates') }} as rates
        on
            sides.roi_row_id = rates.roi_row_id
            and amounts.role = rates.role

)

select
    roi_row_id,
    roi_cell_id,
    measure,
    is_baseline,
    incident_id,
    component,
    role,
    quantity,
    cost_low,
    cost_high
from priced
