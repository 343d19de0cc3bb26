-- How many incidents per thousand deploys?
-- The events; rate_exposures has the deploys. Nothing is left out.
select
    incident_id,
    incident_id as observation_id,
    1e0 as numerator,
    cast(null as {{ type_double() }}) as denominator,
    cast(null as {{ type_double() }}) as value
from {{ ref('incidents') }}
where is_countable
