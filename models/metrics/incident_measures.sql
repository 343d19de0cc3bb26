-- What each incident gives a metric: y over x, the unit of every interval.
-- A duration is the mean log of its minutes, so that incidents multiply fairly.
with observations as (

    select
        observations.metric_id,
        observations.incident_id,
        observations.observation_id,
        observations.numerator,
        observations.denominator,
        observations.value,
        definitions.kind,
        case
            when definitions.unit = 'days' then observations.value * 1440e0
            else observations.value
        end as minutes
    from {{ ref('measured_observations') }} as observations
    inner join {{ ref('metric_definitions') }} as definitions
        on observations.metric_id = definitions.metric_id
    where
        {{ is_touched('observations.incident_id') }}
        and definitions.kind <> 'rate'

)

select
    metric_id,
    incident_id,
    case
        when kind = 'duration' then avg(ln(minutes + 1e0))
        when kind = 'mean' then sum(value)
        else sum(numerator)
    end as y,
    case
        when kind = 'duration' then 1e0
        when kind = 'mean' then cast(count(*) as {{ type_double() }})
        else sum(denominator)
    end as x,
    sum(value) as sum_value,
    count(*) as n_observations,
    bit_xor({{ row_fingerprint('observations') }}) as contents
from observations
group by metric_id, incident_id, kind
{{ clustered_by(['incident_id']) }}
