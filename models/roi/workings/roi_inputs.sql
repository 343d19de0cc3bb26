-- Every configured row that a benefit can rest on, one row each: costs and rates, what a
-- use saves, and the share of saved time that is put to use. Used or not.
select
    {{ downtime_input('costs') }} as input,
    'downtime_costs' as seed,
    costs.cost_per_minute_low as low,
    costs.cost_per_minute_high as high
from {{ ref('downtime_costs') }} as costs
-- the brand has no price
where costs.component <> 'brand_impact'
union all
select
    {{ rate_input('rates') }} as input,
    'hourly_rates' as seed,
    rates.rate_low as low,
    rates.rate_high as high
from {{ ref('hourly_rates') }} as rates
union all
select
    {{ saving_input('savings') }} as input,
    'workflow_savings' as seed,
    savings.minutes_low as low,
    savings.minutes_high as high
from {{ ref('workflow_savings') }} as savings
union all
select
    {{ recapture_input('shares.bucket') }} as input,
    'recapture_shares' as seed,
    shares.share_low as low,
    shares.share_high as high
from {{ ref('recapture_shares') }} as shares
