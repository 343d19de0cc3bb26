-- What each incident of a window gives a metric, with its place and whether it is an
-- outlier: a duration far from the median of its finest cell and window, where there
-- are enough to tell. Outliers are marked, never deleted.
with places as (

    select
        finest_cell_id,
        -- one number for the cells that differ in attribution alone
        min(finest_cell_id) over (
            partition by severity, incident_class, service_tier
        ) as place_id
    from {{ ref('finest_cells') }}

),

measures as (

    select
        measures.metric_id,
        measures.incident_id,
        measures.y,
        measures.x,
        cells.period_name as window_name,
        cells.finest_cell_id,
        places.place_id,
        incidents.month,
        definitions.kind = 'duration' as is_duration
    from {{ ref('incident_measures') }} as measures
    inner join {{ ref('metric_definitions') }} as definitions
        on measures.metric_id = definitions.metric_id
    inner join {{ ref('incident_cells') }} as cells
        on measures.incident_id = cells.incident_id
    inner join places
        on cells.finest_cell_id = places.finest_cell_id
    inner join {{ ref('incidents') }} as incidents
        on measures.incident_id = incidents.incident_id
    where cells.period = 'window'

),

medians as (

    select
        metric_id,
        window_name,
        place_id,
        percentile_cont(0.5) within group (order by y) as median_y
    from measures
    where is_duration
    group by metric_id, window_name, place_id
    having count(*) >= 15

),

spreads as (

    select
        medians.metric_id,
        medians.window_name,
        medians.place_id,
        medians.median_y,
        percentile_cont(0.5) within group (order by abs(measures.y - medians.median_y))
            as mad
    from medians
    inner join measures
        using (metric_id, window_name, place_id)
    group by
        medians.metric_id, medians.window_name, medians.place_id, medians.median_y

)

select
    measures.metric_id,
    measures.incident_id,
    measures.window_name,
    measures.finest_cell_id,
    measures.month,
    measures.y,
    measures.x,
    coalesce(
        abs(measures.y - spreads.median_y)
        > 3.5e0 * greatest(1.4826e0 * spreads.mad, 0.1e0),
        false
    ) as is_outlier
from measures
left join spreads
    using (metric_id, window_name, place_id)
where measures.is_duration
union all
select
    metric_id,
    incident_id,
    window_name,
    finest_cell_id,
    month,
    y,
    x,
    false as is_outlier
from measures
where not is_duration
