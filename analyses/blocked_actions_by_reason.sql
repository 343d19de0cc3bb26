-- Why does policy block actions, and has that changed?
-- More blocks can mean stricter rules, riskier proposals or simply more of them: n_decided.
with reasons as (

    select
        period_name,
        block_reason,
        n_actions,
        n_incidents
    from {{ ref('policy_block_reasons') }}
    where period = 'window' and segment = 'all'

),

decided as (

    select
        period_name,
        n as n_decided
    from {{ ref('metric_values') }}
    where
        metric_id = 'policy_block_rate'
        and period = 'window'
        and segment = 'all'
        and attribution = 'all'

)

select
    reasons.period_name,
    reasons.block_reason,
    reasons.n_actions as n_blocked,
    reasons.n_incidents,
    decided.n_decided,
    cast(reasons.n_actions * 1e0 / decided.n_decided as decimal(18, 4)) as share_of_decided
from reasons
inner join decided
    on reasons.period_name = decided.period_name
order by reasons.period_name asc, reasons.n_actions desc, reasons.block_reason asc
