-- Which totals and parts have a price: downtime where an incident has a cost, time where
-- its role has a rate, a total where any of its parts has one. Without a price there is
-- no money, which is not the same as none saved.
with downtime as (

    select distinct applied.roi_row_id
    from {{ ref('roi_applied_incidents') }} as applied
    inner join {{ ref('downtime_unit_costs') }} as costs
        on applied.incident_id = costs.incident_id
    where applied.measure = 'time_to_mitigate'

),

time as (

    select
        parts.roi_row_id,
        parts.component,
        parts.role
    from {{ ref('roi_row_parts') }} as parts
    inner join {{ ref('roi_row_rates') }} as rates
        on
            parts.roi_row_id = rates.roi_row_id
            and parts.role = rates.role

),

totals as (

    select roi_row_id from downtime
    union
    select roi_row_id from time

)

select
    time.roi_row_id,
    time.component,
    time.role
from time
union all
select
    parts.roi_row_id,
    parts.component,
    parts.role
from {{ ref('roi_row_parts') }} as parts
inner join totals
    on parts.roi_row_id = totals.roi_row_id
where parts.role = 'all'
