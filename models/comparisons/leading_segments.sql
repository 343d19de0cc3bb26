-- The finest segment that contributed most to what changed within segments.
with ranked as (

    select
        metric_id,
        segment_cell_id,
        level_cell_id,
        within_effect,
        row_number() over (
            partition by metric_id, segment_cell_id
            order by {{ settled('abs(within_effect)') }} desc, level_cell_id
        ) as effect_rank
    from {{ ref('kitagawa_cells') }}
    where {{ settled('within_effect') }} <> 0e0

)

select
    ranked.metric_id,
    ranked.segment_cell_id,
    cells.severity || ', ' || cells.incident_class || ', ' || cells.service_tier
        as leading_segment,
    ranked.within_effect
from ranked
inner join {{ ref('segment_cells') }} as cells
    on ranked.level_cell_id = cells.segment_cell_id
where ranked.effect_rank = 1
