-- Events and exposure of every rate in every cell that has an exposure, no events
-- included.
with daily_events as (

    select
        observations.metric_id,
        observations.started_on,
        finest_cells.finest_cell_id,
        count(*) as n_events
    from {{ ref('metric_observations') }} as observations
    inner join {{ ref('metric_definitions') }} as definitions
        on observations.metric_id = definitions.metric_id
    inner join {{ ref('finest_cells') }} as finest_cells
        on
            observations.severity = finest_cells.severity
            and observations.incident_class = finest_cells.incident_class
            and observations.service_tier = finest_cells.service_tier
            and observations.is_ai_used = finest_cells.is_ai_used
    where definitions.kind = 'rate'
    group by observations.metric_id, observations.started_on, finest_cells.finest_cell_id

),

period_events as (

    select
        daily_events.metric_id,
        periods.period_name,
        daily_events.finest_cell_id,
        sum(daily_events.n_events) as n_events
    from daily_events
    inner join {{ ref('exposure_periods') }} as periods
        on
            daily_events.started_on >= periods.period_start
            and daily_events.started_on < periods.period_end
    group by daily_events.metric_id, periods.period_name, daily_events.finest_cell_id

),

events as (

    select
        period_events.metric_id,
        period_events.period_name,
        members.segment_cell_id,
        cast(sum(period_events.n_events) as bigint) as n_events
    from period_events
    inner join {{ ref('segment_cell_members') }} as members
        on period_events.finest_cell_id = members.finest_cell_id
    group by period_events.metric_id, period_events.period_name, members.segment_cell_id

)

select
    exposures.metric_id,
    periods.period,
    exposures.period_name,
    cells.segment_cell_id,
    cells.segment,
    cells.attribution,
    coalesce(events.n_events, 0) as n_events,
    exposures.exposure
from {{ ref('segment_cells') }} as cells
inner join {{ ref('rate_exposures') }} as exposures
    on cells.service_tier = exposures.service_tier
inner join {{ ref('exposure_periods') }} as periods
    on exposures.period_name = periods.period_name
left join events
    on
        exposures.metric_id = events.metric_id
        and exposures.period_name = events.period_name
        and cells.segment_cell_id = events.segment_cell_id
where exposures.exposure > 0
