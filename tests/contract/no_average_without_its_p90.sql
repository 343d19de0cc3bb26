-- An average alone hides the long incidents that people remember.
select
    metric_id,
    period_name,
    segment,
    mean,
    p90
from {{ ref('metric_values') }}
where mean is not null and (p90 is null or median is null)
