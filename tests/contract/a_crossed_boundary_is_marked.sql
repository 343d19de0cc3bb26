-- What a migration parts is not compared: no verdict but that, and little confidence.
select
    metric_id,
    comparison,
    segment,
    verdict,
    confidence
from {{ ref('metric_comparisons') }}
where
    crosses_boundary <> (verdict = 'not comparable')
    or (crosses_boundary and confidence <> 'low')
