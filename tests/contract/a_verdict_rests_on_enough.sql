-- A verdict needs its floors, its coverage and its adjusted p; and where there is no
-- change to speak of, none is claimed.
select
    metric_id,
    comparison,
    segment,
    n_baseline,
    n_current,
    covered_weight,
    p_adjusted,
    verdict
from {{ ref('metric_comparisons') }}
where
    verdict in ('improved', 'regressed', 'changed')
    and (
        p_adjusted is null
        or p_adjusted > 0.1e0
        or change = 0e0
        or covered_weight < 0.8e0
        or n_baseline < 5
    )
