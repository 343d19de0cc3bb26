-- How long until somebody or something noticed?
-- Incidents without a detection time are left out.
select
    incident_id,
    incident_id as observation_id,
    cast(null as {{ type_double() }}) as numerator,
    cast(null as {{ type_double() }}) as denominator,
    {{ minutes_between('started_at', 'detected_at') }} as value
from {{ ref('incidents') }}
where detected_at is not null
