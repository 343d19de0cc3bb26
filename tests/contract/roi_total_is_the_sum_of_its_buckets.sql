-- Every period has its three buckets and a total that adds those with money, and names
-- the others.
with sums as (

    select
        period_name,
        count(*) as n_rows,
        sum(case when bucket <> 'total' then cost_low end) as sum_low,
        sum(case when bucket <> 'total' then cost_high end) as sum_high,
        max(case when bucket = 'total' then cost_low end) as total_low,
        max(case when bucket = 'total' then cost_high end) as total_high,
        sum(case when bucket <> 'total' and cost_low is null then 1 else 0 end)
            as n_missing,
        max(case when bucket = 'total' then buckets_missing end) as buckets_missing
    from {{ ref('roi_summary') }}
    group by period_name

)

select *
from sums
where
    n_rows <> 4
    or (sum_low is null) <> (total_low is null)
    or abs(sum_low - total_low) > 1e-6 * greatest(1e0, abs(total_low))
    or abs(sum_high - total_high) > 1e-6 * greatest(1e0, abs(total_high))
    or (n_missing > 0) <> (buckets_missing is not null)
