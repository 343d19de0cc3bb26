-- What a minute of each role costs in a row of the ledger: the mean over the incidents
-- that the saving is applied to, each at the rate of its start. An incident from before
-- the first rate adds nothing.
with sizes as (

    select
        roi_row_id,
        count(*) as n_applied
    from {{ ref('roi_applied_incidents') }}
    group by roi_row_id

)

select
    applied.roi_row_id,
    costs.role,
    sum(costs.unit_cost_low) / sizes.n_applied as unit_cost_low,
    sum(costs.unit_cost_high) / sizes.n_applied as unit_cost_high
from {{ ref('roi_applied_incidents') }} as applied
inner join sizes
    on applied.roi_row_id = sizes.roi_row_id
inner join {{ ref('responder_unit_costs') }} as costs
    on applied.incident_id = costs.incident_id
where applied.measure in ('responder_time', 'overhead_hours', 'compliance_hours')
group by applied.roi_row_id, costs.role, sizes.n_applied
