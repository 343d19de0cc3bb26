-- What each compared cell weighs in its row: the incidents that the saving is applied to.
-- For downtime in money, the sum of their own costs per minute, all low, then all high;
-- an incident without a cost adds nothing.
with downtime as (

    select
        applied.roi_cell_id,
        sum(costs.unit_cost_low) as weight_low,
        sum(costs.unit_cost_high) as weight_high
    from {{ ref('roi_applied_incidents') }} as applied
    inner join {{ ref('downtime_unit_costs') }} as costs
        on applied.incident_id = costs.incident_id
    where applied.measure = 'time_to_mitigate'
    group by applied.roi_cell_id

),

valuations as (

    select 'quantity' as valuation
    union all
    select 'cost_low' as valuation
    union all
    select 'cost_high' as valuation

)

select
    cells.roi_row_id,
    cells.roi_cell_id,
    valuations.valuation,
    cells.n_baseline,
    cells.n_current,
    case
        when cells.measure <> 'time_to_mitigate' or valuations.valuation = 'quantity'
            then cast(cells.n_applied as {{ type_double() }})
        when valuations.valuation = 'cost_low' then coalesce(downtime.weight_low, 0e0)
        else coalesce(downtime.weight_high, 0e0)
    end as weight
from {{ ref('roi_row_members') }} as cells
cross join valuations
left join downtime
    on cells.roi_cell_id = downtime.roi_cell_id
where cells.is_compared
