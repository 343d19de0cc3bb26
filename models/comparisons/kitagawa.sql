-- What changed within the finest cells, and what changed because the mix of incidents
-- did. Both add up to the plain change.
select
    metric_id,
    segment_cell_id,
    sum(within_effect) as within_effect,
    sum(mix_effect) as mix_effect
from {{ ref('kitagawa_cells') }}
group by metric_id, segment_cell_id
