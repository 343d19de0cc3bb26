-- How good is the context that responders get, from 0 to 100?
-- A component that the incident has no figure for drops out; an incident with no
-- component at all is left out.
with components as (

    select
        incident_id,
        'completeness' as component,
        filled_share as score
    from {{ ref('packet_completeness') }}
    union all
    select
        incident_id,
        'evidence' as component,
        numerator / denominator as score
    from {{ ref('evidence_link_coverage') }}
    union all
    select
        incident_id,
        'freshness' as component,
        avg(numerator) as score
    from {{ ref('context_refresh_rate') }}
    group by incident_id
    union all
    select
        incident_id,
        'consistency' as component,
        1e0 - numerator as score
    from {{ ref('contradiction_rate') }}

),

scores as (

    select
        components.incident_id,
        100e0 * sum(components.score * weights.weight)
        / nullif(sum(weights.weight), 0e0) as score
    from components
    inner join {{ ref('context_quality_weights') }} as weights
        on components.component = weights.component
    group by components.incident_id

)

select
    incident_id,
    incident_id as observation_id,
    cast(null as {{ type_double() }}) as numerator,
    cast(null as {{ type_double() }}) as denominator,
    score as value
from scores
where score is not null
