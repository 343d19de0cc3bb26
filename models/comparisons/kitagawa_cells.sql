-- The plain change of each row taken apart by finest cell: what changed within the
-- cell, and what its growing or shrinking share changed.
{% set key = ['metric_id', 'segment_cell_id', 'level_cell_id'] %}
with cells as (

    select
        {{ key | join(',\n        ') }},
        max(case when window_name = 'baseline' then ratio end) as ratio_baseline,
        max(case when window_name = 'current' then ratio end) as ratio_current,
        sum(case when window_name = 'baseline' then sum_x else 0e0 end) as x_baseline,
        sum(case when window_name = 'current' then sum_x else 0e0 end) as x_current
    from {{ ref('level_cells') }}
    where arm = 'everyone' and variant = 'all' and level_rank = 1
    group by {{ key | join(', ') }}

),

shares as (

    select
        {{ key | join(',\n        ') }},
        -- a cell that one window lacks has not changed, it has come or gone
        coalesce(ratio_baseline, ratio_current) as ratio_baseline,
        coalesce(ratio_current, ratio_baseline) as ratio_current,
        x_baseline / nullif(sum(x_baseline) over (partition by metric_id, segment_cell_id), 0e0)
            as share_baseline,
        x_current / nullif(sum(x_current) over (partition by metric_id, segment_cell_id), 0e0)
            as share_current
    from cells

)

select
    {{ key | join(',\n    ') }},
    (share_baseline + share_current) / 2e0 * (ratio_current - ratio_baseline)
        as within_effect,
    (ratio_baseline + ratio_current) / 2e0 * (share_current - share_baseline)
        as mix_effect
from shares
