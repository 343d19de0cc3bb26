-- How many incidents of the gravest severity per month?
-- The events; rate_exposures has the months.
select
    incident_id,
    incident_id as observation_id,
    1e0 as numerator,
    cast(null as {{ type_double() }}) as denominator,
    cast(null as {{ type_double() }}) as value
from {{ ref('incidents') }}
where is_countable and severity = 'sev1'
