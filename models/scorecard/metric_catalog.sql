-- Every metric: what it is, how it is computed and which decision it informs.
select
    metric_id,
    metric_name as name,
    layer,
    family,
    kind,
    unit,
    better,
    expected_of,
    is_count,
    requires,
    decision,
    computation,
    pitfall
from {{ ref('metric_definitions') }}
