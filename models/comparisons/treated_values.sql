-- The headline figures of the treated incidents, as a plain cell.
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

),

observations as (

    select
        observations.metric_id,
        treated.segment_cell_id,
        treated.window_name,
        definitions.kind,
        observations.value,
        observations.numerator,
        observations.denominator
    from {{ ref('metric_observations') }} as observations
    inner join treated
        on observations.incident_id = treated.incident_id
    inner join {{ ref('metric_definitions') }} as definitions
        on observations.metric_id = definitions.metric_id
    where definitions.kind <> 'rate'

)

select
    metric_id,
    segment_cell_id,
    window_name,
    case kind
        when 'duration' then percentile_cont(0.5) within group (order by value)
        when 'mean' then avg(value)
        else sum(numerator) / sum(denominator)
    end as value
from observations
group by metric_id, segment_cell_id, window_name, kind
