-- The figure of every proportion, ratio, duration and mean, with its interval.
{% set key = ['metric_id', 'period_name', 'segment_cell_id'] %}
select
    sums.metric_id,
    sums.period_name,
    sums.segment_cell_id,
    sums.n_observations as n,
    case when definitions.kind in ('proportion', 'ratio') then sums.sum_y end as numerator,
    case when definitions.kind in ('proportion', 'ratio') then sums.sum_x end as denominator,
    case definitions.kind
        when 'duration' then durations.median
        else sums.ratio
    end as value,
    case
        when definitions.kind in ('duration', 'mean')
            then sums.sum_value / sums.n_observations
    end as mean,
    coalesce(durations.median, means.median) as median,
    coalesce(durations.p90, means.p90) as p90,
    coalesce(
        durations.median_low, share_intervals.interval_low, mean_intervals.interval_low
    ) as interval_low,
    coalesce(
        durations.median_high, share_intervals.interval_high, mean_intervals.interval_high
    ) as interval_high,
    durations.p90_low,
    durations.p90_high,
    sums.n_open
from {{ ref('metric_cell_sums') }} as sums
left join {{ ref('duration_quantiles') }} as durations
    using ({{ key | join(', ') }})
left join {{ ref('mean_quantiles') }} as means
    using ({{ key | join(', ') }})
left join {{ ref('share_intervals') }} as share_intervals
    using ({{ key | join(', ') }})
left join {{ ref('mean_intervals') }} as mean_intervals
    using ({{ key | join(', ') }})
inner join {{ ref('metric_definitions') }} as definitions
    on sums.metric_id = definitions.metric_id
