-- How long until the incident was resolved? Its mean is MTTR.
-- Open incidents are left out; n_open says how many they are.
select
    incident_id,
    incident_id as observation_id,
    cast(null as {{ type_double() }}) as numerator,
    cast(null as {{ type_double() }}) as denominator,
    {{ minutes_between('started_at', 'resolved_at') }} as value
from {{ ref('incidents') }}
where resolved_at is not null
