-- What AI SRE itself cost in each period, and the hours that went into something else
-- instead of incidents. A month without a cost row leaves the cost unknown; a month
-- without a use of capacity is one in which none was recorded.
with costs as (

    select
        month,
        sum(cost_low) as cost_low,
        sum(cost_high) as cost_high
    from {{ ref('programme_costs') }}
    group by month

),

uses as (

    select
        month,
        sum(hours) as hours
    from {{ ref('capacity_uses') }}
    group by month

)

select
    months.period_name,
    case
        when count(costs.month) = count(*) then sum(costs.cost_low * months.share_of_month)
    end as programme_cost_low,
    case
        when count(costs.month) = count(*) then sum(costs.cost_high * months.share_of_month)
    end as programme_cost_high,
    sum(coalesce(uses.hours, 0e0) * months.share_of_month) as capacity_used_hours
from {{ ref('roi_months') }} as months
left join costs
    on months.month_name = costs.month
left join uses
    on months.month_name = uses.month
group by months.period_name
