-- Unsafe actions prevented, by what they could have caused. Counts, not money: what did
-- not happen has no price.
select
    periods.period_name,
    actions.risk_severity,
    actions.kind,
    actions.reason,
    periods.period_start,
    periods.period_end,
    count(*) as n_actions,
    count(distinct actions.incident_id) as n_incidents
from {{ ref('prevented_actions') }} as actions
inner join {{ ref('roi_incidents') }} as incidents
    on actions.incident_id = incidents.incident_id
inner join {{ ref('roi_periods') }} as periods
    on incidents.period_name = periods.period_name
group by
    periods.period_name,
    actions.risk_severity,
    actions.kind,
    actions.reason,
    periods.period_start,
    periods.period_end
