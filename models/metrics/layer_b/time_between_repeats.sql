-- How many days does a failure mode stay away before it comes back?
-- Longer absences than the repeat window are no repeats and are left out.
select
    incident_id,
    incident_id as observation_id,
    cast(null as {{ type_double() }}) as numerator,
    cast(null as {{ type_double() }}) as denominator,
    days_since_previous as value
from {{ ref('incident_repeats') }}
where is_observable and is_repeat
