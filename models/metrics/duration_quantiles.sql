-- Median and p90 of each reported cell of a duration, and their intervals, read off the
-- ordered observations. An increment orders those of cells with other observations than
-- the last build saw.
{% set m = 'cells.n_observations' %}
{% set n = 'cells.n_incidents' %}
{% set values = 'cells.ordered' %}
{% set second = 'cells.one_second' %}
with {{ observations_by_cell('duration') }},

ordered_values as (

    select
        metric_id,
        period_name,
        segment_cell_id,
        {{ sorted_values('value') }} as ordered
    from observations
    group by metric_id, period_name, segment_cell_id
    -- asked of the gathered values, which are cheap, and not yet ordered
    having {{ is_changed_cell('observations') }}

),

cells as (

    select
        ordered_values.*,
        sums.n_observations,
        sums.n_incidents,
        sums.contents,
        sums.n_incidents >= 5 as has_interval,
        case
            when definitions.unit = 'days' then 1e0 / 86400e0 else 1e0 / 60e0
        end as one_second
    from ordered_values
    inner join {{ ref('metric_cell_sums') }} as sums
        on
            ordered_values.metric_id = sums.metric_id
            and ordered_values.period_name = sums.period_name
            and ordered_values.segment_cell_id = sums.segment_cell_id
    inner join {{ ref('metric_definitions') }} as definitions
        on ordered_values.metric_id = definitions.metric_id

)

select
    cells.metric_id,
    cells.period_name,
    cells.segment_cell_id,
    cells.contents,
    {{ quantile_of_sorted(values, m, 0.5) }} as median,
    {{ quantile_of_sorted(values, m, 0.9) }} as p90,
    case
        when cells.has_interval
            then {{ value_at_rank(values, m, quantile_rank(m, n, 0.5, 'low'), second) }}
    end as median_low,
    case
        when cells.has_interval
            then {{ value_at_rank(values, m, quantile_rank(m, n, 0.5, 'high'), second) }}
    end as median_high,
    case
        when cells.has_interval
            then {{ value_at_rank(values, m, quantile_rank(m, n, 0.9, 'low'), second) }}
    end as p90_low,
    case
        when cells.has_interval
            then {{ value_at_rank(values, m, quantile_rank(m, n, 0.9, 'high'), second) }}
    end as p90_high
from cells
