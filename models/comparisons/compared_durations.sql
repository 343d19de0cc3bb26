-- The durations of each incident of a window, with its place and whether it is an
-- outlier: far from the median of its finest cell and window, where there are enough to
-- tell. Outliers are marked, never deleted.
with places as (

    select
        finest_cell_id,
        -- one number for the cells that differ in attribution alone
        min(finest_cell_id) over (
            partition by severity, incident_class, service_tier
        ) as place_id
    from {{ ref('finest_cells') }}

),

durations as (

    select
        measures.metric_id,
        measures.incident_id,
        measures.y,
        cells.period_name,
        cells.finest_cell_id,
        places.place_id
    from {{ ref('incident_measures') }} as measures
    inner join {{ ref('metric_definitions') }} as definitions
        on measures.metric_id = definitions.metric_id
    inner join {{ ref('incident_cells') }} as cells
        on measures.incident_id = cells.incident_id
    inner join places
        on cells.finest_cell_id = places.finest_cell_id
    where
        cells.period = 'window'
        and definitions.kind = 'duration'
        and {{ is_in_touched_period('cells.period_name') }}

),

medians as (

    select
        metric_id,
        period_name,
        place_id,
        percentile_cont(0.5) within group (order by y) as median_y
    from durations
    group by metric_id, period_name, place_id
    having count(*) >= 15

),

spreads as (

    select
        medians.metric_id,
        medians.period_name,
        medians.place_id,
        medians.median_y,
        percentile_cont(0.5) within group (order by abs(durations.y - medians.median_y))
            as mad
    from medians
    inner join durations
        using (metric_id, period_name, place_id)
    group by
        medians.metric_id, medians.period_name, medians.place_id, medians.median_y

)

select
    durations.metric_id,
    durations.incident_id,
    durations.period_name,
    durations.finest_cell_id,
    durations.y,
    coalesce(
        abs(durations.y - spreads.median_y)
        > 3.5e0 * greatest(1.4826e0 * spreads.mad, 0.1e0),
        false
    ) as is_outlier
from durations
left join spreads
    using (metric_id, period_name, place_id)
