-- The headline figures of the treated incidents, as a plain cell: as a whole a row of the
-- comparison is one, save that a duration is told by its median.
with treated as (

    select
        cells.incident_id,
        rows_.segment_cell_id,
        rows_.window_name
    from {{ ref('incident_cells') }} as cells
    inner join {{ ref('comparison_rows') }} as rows_
        on
            cells.period_name = rows_.window_name
            and cells.finest_cell_id = rows_.finest_cell_id
    where rows_.arm = 'treated'

)

select
    cells.metric_id,
    cells.segment_cell_id,
    cells.window_name,
    cells.ratio as value
from {{ ref('level_cells') }} as cells
inner join {{ ref('metric_definitions') }} as definitions
    on cells.metric_id = definitions.metric_id
where
    cells.arm = 'treated'
    and cells.variant = 'all'
    and cells.level_rank = 0
    and definitions.kind <> 'duration'
union all
select
    observations.metric_id,
    treated.segment_cell_id,
    treated.window_name,
    percentile_cont(0.5) within group (order by observations.value) as value
from {{ ref('metric_observations') }} as observations
inner join {{ ref('metric_definitions') }} as definitions
    on observations.metric_id = definitions.metric_id
inner join treated
    on observations.incident_id = treated.incident_id
where definitions.kind = 'duration'
group by observations.metric_id, treated.segment_cell_id, treated.window_name
