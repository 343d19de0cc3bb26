-- How long does service stay degraded after the incident is called resolved?
-- Steady before the resolution counts as zero. Without both times: left out.
select
    incident_id,
    incident_id as observation_id,
    cast(null as {{ type_double() }}) as numerator,
    cast(null as {{ type_double() }}) as denominator,
    greatest(0e0, {{ minutes_between('resolved_at', 'steady_state_at') }}) as value
from {{ ref('incidents') }}
where resolved_at is not null and steady_state_at is not null
