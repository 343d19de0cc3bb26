-- The buckets that have money, added end to end: the margins of different buckets are not
-- offset against each other. As trustworthy as the weakest of them.
select
    period_name,
    sum(cost_recaptured_low) as cost_low,
    sum(cost_recaptured_high) as cost_high,
    max(case when crosses_boundary then 1 else 0 end) = 1 as crosses_boundary,
    min(points_completeness) as points_completeness,
    min(points_n) as points_n,
    min(points_segmentation) as points_segmentation,
    min(points_design) as points_design,
    min(points_width) as points_width,
    case min(case confidence when 'high' then 3 when 'medium' then 2 else 1 end)
        when 3 then 'high'
        when 2 then 'medium'
        else 'low'
    end as confidence
from {{ ref('roi_rated_buckets') }}
where cost_recaptured_low is not null
group by period_name
