-- The figures: every metric in every period, segment and attribution, with its
-- interval. Everything that readers chart comes from here. A rate may change where no
-- incident does: a deploy is part of what it is held against.
with figures as (

    select
        metric_id,
        period_name,
        segment_cell_id,
        n,
        numerator,
        denominator,
        value,
        mean,
        median,
        p90,
        interval_low,
        interval_high,
        p90_low,
        p90_high,
        n_open
    from {{ ref('observed_values') }}
    where {{ is_in_touched_period('period_name') }}
    union all
    select
        metric_id,
        period_name,
        segment_cell_id,
        n,
        numerator,
        denominator,
        value,
        cast(null as {{ type_double() }}) as mean,
        cast(null as {{ type_double() }}) as median,
        cast(null as {{ type_double() }}) as p90,
        interval_low,
        interval_high,
        cast(null as {{ type_double() }}) as p90_low,
        cast(null as {{ type_double() }}) as p90_high,
        n_open
    from {{ ref('rate_values') }}

)

select
    figures.metric_id,
    definitions.layer,
    periods.period,
    figures.period_name,
    periods.period_start,
    periods.period_end,
    cells.segment,
    cells.severity,
    cells.incident_class,
    cells.service_tier,
    cells.attribution,
    figures.n,
    figures.numerator,
    figures.denominator,
    figures.value,
    figures.mean,
    figures.median,
    figures.p90,
    figures.interval_low,
    figures.interval_high,
    figures.p90_low,
    figures.p90_high,
    figures.n_open
from figures
inner join {{ ref('metric_definitions') }} as definitions
    on figures.metric_id = definitions.metric_id
inner join {{ ref('reporting_periods') }} as periods
    on figures.period_name = periods.period_name
inner join {{ ref('segment_cells') }} as cells
    on figures.segment_cell_id = cells.segment_cell_id
