-- The figure of every rate, with Byar's interval from five events on.
with open_incidents as (

    select
        cells.period_name,
        members.segment_cell_id,
        count(*) as n_open
    from {{ ref('incident_cells') }} as cells
    inner join {{ ref('segment_cell_members') }} as members
        on cells.finest_cell_id = members.finest_cell_id
    where cells.is_open
    group by cells.period_name, members.segment_cell_id

),

dispersed as (

    select
        rates.*,
        coalesce(dispersion.phi, 1e0) as phi
    from {{ ref('rate_cells') }} as rates
    left join {{ ref('rate_dispersion') }} as dispersion
        on
            rates.metric_id = dispersion.metric_id
            and rates.segment = dispersion.segment
    where rates.period in ('month', 'window')

)

select
    dispersed.metric_id,
    dispersed.period_name,
    dispersed.segment_cell_id,
    dispersed.n_events as n,
    cast(dispersed.n_events as {{ type_double() }}) as numerator,
    dispersed.exposure as denominator,
    dispersed.n_events / dispersed.exposure as value,
    case
        when dispersed.n_events >= 5
            then
                {{ byar_interval('dispersed.n_events', 'dispersed.phi', 'low') }}
                / dispersed.exposure
    end as interval_low,
    case
        when dispersed.n_events >= 5
            then
                {{ byar_interval('dispersed.n_events', 'dispersed.phi', 'high') }}
                / dispersed.exposure
    end as interval_high,
    coalesce(open_incidents.n_open, 0) as n_open
from dispersed
left join open_incidents
    on
        dispersed.period_name = open_incidents.period_name
        and dispersed.segment_cell_id = open_incidents.segment_cell_id
