-- Whether support load is left out of the cost of downtime: where support has an hourly
-- rate, its time is money in another bucket already.
select
    (
        select count(*) from {{ ref('hourly_rates') }}
        where role = 'support'
    ) > 0
    and (
        select count(*) from {{ ref('downtime_costs') }}
        where component = 'support_load'
    ) > 0 as is_support_left_out
