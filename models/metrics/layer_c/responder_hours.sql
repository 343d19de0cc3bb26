-- How many responder hours does an incident take?
-- Only deep samples, which cover an incident in full; tagged entries do not.
select
    incident_id,
    incident_id as observation_id,
    cast(null as {{ type_double() }}) as numerator,
    cast(null as {{ type_double() }}) as denominator,
    sum(minutes_spent) / 60e0 as value
from {{ ref('measured_time_entries') }}
where method = 'sampled' and minutes_spent is not null
group by incident_id
