-- What a minute of each role costs in a row of the ledger: the mean over the incidents
-- that the saving is applied to. An incident from before the first rate adds nothing.
select
    roi_row_id,
    role,
    sum(incident_share * unit_cost_low) as unit_cost_low,
    sum(incident_share * unit_cost_high) as unit_cost_high
from {{ ref('roi_row_prices') }}
group by roi_row_id, role
