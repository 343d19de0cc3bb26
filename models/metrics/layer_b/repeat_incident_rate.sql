-- How often does a known failure mode come back?
-- Left out: no known failure mode, or too close to the start of the export to tell.
select
    incident_id,
    incident_id as observation_id,
    case when is_repeat then 1e0 else 0e0 end as numerator,
    1e0 as denominator,
    cast(null as {{ type_double() }}) as value
from {{ ref('incident_repeats') }}
where is_observable
