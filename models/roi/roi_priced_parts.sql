-- Which totals and parts have a price: downtime where an incident has a cost, time where
-- somebody spent some whose role has a rate, a total where any of its parts has one.
-- Without a price there is no money, which is not the same as none saved.
with downtime as (

    select distinct applied.roi_row_id
    from {{ ref('roi_applied_incidents') }} as applied
    inner join {{ ref('downtime_unit_costs') }} as costs
        on applied.incident_id = costs.incident_id
    where applied.measure = 'time_to_mitigate'

),

time as (

    select distinct
        cells.roi_row_id,
        spent.component,
        spent.role
    from {{ ref('roi_row_members') }} as cells
    inner join {{ ref('roi_amount_moments') }} as spent
        on
            cells.measure = spent.measure
            and cells.severity = spent.severity
            and cells.incident_class = spent.incident_class
            and cells.service_tier = spent.service_tier
            and spent.period_name in ('baseline', cells.period_name)
    inner join {{ ref('roi_row_rates') }} as rates
        on
            cells.roi_row_id = rates.roi_row_id
            and spent.role = rates.role
    where cells.is_compared and cells.measure <> 'time_to_mitigate'

),

priced_rows as (

    select roi_row_id from downtime
    union
    select roi_row_id from time

)

select
    roi_row_id,
    component,
    role
from time
-- compliance has no parts: its one function is its total
where role <> 'compliance'
union all
select
    parts.roi_row_id,
    parts.component,
    parts.role
from {{ ref('roi_row_parts') }} as parts
inner join priced_rows
    on parts.roi_row_id = priced_rows.roi_row_id
where parts.role = 'all'
