-- Which method speaks for reclaimed time: the first of sampled, tagged and workflow that
-- has a figure in the current window. It holds for all periods; methods are never added.
with preferences as (

    select
        method,
        case method when 'sampled' then 1 when 'tagged' then 2 else 3 end as preference
    from {{ ref('roi_all_lines') }}
    where
        bucket = 'reclaimed_time'
        and is_total
        and period_name = 'current'
        and quantity_low is not null

)

select method
from preferences
order by preference
limit 1
