-- At which rates the time of each role is priced in a row of the ledger, and for what
-- share of the incidents that the saving is applied to: each at the rate of its start.
-- Those from before a role's first rate have none.
with applied as (

    select
        roi_row_id,
        incident_id
    from {{ ref('roi_applied_incidents') }}
    where measure in ('responder_time', 'overhead_hours', 'compliance_hours')

),

sizes as (

    select
        roi_row_id,
        count(*) as n_applied
    from applied
    group by roi_row_id

),

prices as (

    select
        applied.roi_row_id,
        costs.role,
        costs.effective_from,
        costs.unit_cost_low,
        costs.unit_cost_high,
        count(*) as n_priced
    from applied
    inner join {{ ref('responder_unit_costs') }} as costs
        on applied.incident_id = costs.incident_id
    group by
        applied.roi_row_id,
        costs.role,
        costs.effective_from,
        costs.unit_cost_low,
        costs.unit_cost_high

)

select
    prices.roi_row_id,
    prices.role,
    prices.effective_from,
    prices.unit_cost_low,
    prices.unit_cost_high,
    cast(prices.n_priced as {{ type_double() }}) / sizes.n_applied as incident_share
from prices
inner join sizes
    on prices.roi_row_id = sizes.roi_row_id
