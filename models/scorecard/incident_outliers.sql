-- Incidents far beyond their segment, each with its place in the segment's durations;
-- first those of segments whose p90 has got worse since the baseline, the longest first.
with durations as (

    select
        measures.metric_id,
        measures.incident_id,
        measures.period_name as window_name,
        measures.is_outlier,
        cells.severity,
        cells.incident_class,
        cells.service_tier,
        -- the geometric mean of the incident's observations; settled, for incidents of
        -- the same durations share a place, in whatever order these were added
        {{ settled('exp(measures.y) - 1e0') }} as minutes
    from {{ ref('compared_durations') }} as measures
    inner join {{ ref('finest_cells') }} as cells
        on measures.finest_cell_id = cells.finest_cell_id

),

placed as (

    select
        outliers.metric_id,
        outliers.incident_id,
        outliers.window_name,
        outliers.severity,
        outliers.incident_class,
        outliers.service_tier,
        outliers.minutes,
        sum(case when durations.minutes <= outliers.minutes then 1e0 else 0e0 end) / count(*)
            as place_in_segment
    from durations as outliers
    inner join durations
        using (metric_id, window_name, severity, incident_class, service_tier)
    where outliers.is_outlier
    group by
        outliers.metric_id,
        outliers.incident_id,
        outliers.window_name,
        outliers.severity,
        outliers.incident_class,
        outliers.service_tier,
        outliers.minutes

),

segments as (

    select
        metric_id,
        window_name,
        severity,
        incident_class,
        service_tier,
        count(*) as n_segment,
        percentile_cont(0.5) within group (order by minutes) as segment_median,
        percentile_cont(0.9) within group (order by minutes) as segment_p90
    from durations
    group by metric_id, window_name, severity, incident_class, service_tier

),

outliers as (

    select
        placed.metric_id,
        placed.incident_id,
        placed.window_name,
        placed.severity,
        placed.incident_class,
        placed.service_tier,
        placed.minutes,
        placed.place_in_segment,
        segments.n_segment,
        segments.segment_median,
        segments.segment_p90,
        baselines.segment_p90 as baseline_p90,
        placed.minutes / nullif(segments.segment_median, 0e0) as times_median,
        placed.window_name = 'current'
        and coalesce(segments.segment_p90 > baselines.segment_p90, false)
            as is_p90_regression
    from placed
    inner join segments
        using (metric_id, window_name, severity, incident_class, service_tier)
    left join segments as baselines
        on
            placed.metric_id = baselines.metric_id
            and placed.severity = baselines.severity
            and placed.incident_class = baselines.incident_class
            and placed.service_tier = baselines.service_tier
            and baselines.window_name = 'baseline'

)

select
    row_number() over (
        order by
            is_p90_regression desc,
            {{ settled('ln((minutes + 1e0) / (segment_median + 1e0))') }} desc,
            metric_id asc,
            incident_id asc
    ) as outlier_rank,
    metric_id,
    incident_id,
    window_name,
    severity,
    incident_class,
    service_tier,
    minutes,
    times_median,
    place_in_segment,
    n_segment,
    segment_median,
    segment_p90,
    baseline_p90,
    is_p90_regression
from outliers
