-- How long until the harm was contained?
-- Incidents without a mitigation time are left out.
select
    incident_id,
    incident_id as observation_id,
    cast(null as {{ type_double() }}) as numerator,
    cast(null as {{ type_double() }}) as denominator,
    {{ minutes_between('started_at', 'mitigated_at') }} as value
from {{ ref('incidents') }}
where mitigated_at is not null
