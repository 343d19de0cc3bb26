-- How long until new evidence shows up in the context packet?
-- Evidence that no later packet took up is left out here; context_refresh_rate has it.
select
    incident_id,
    evidence_id as observation_id,
    cast(null as {{ type_double() }}) as numerator,
    cast(null as {{ type_double() }}) as denominator,
    {{ minutes_between('arrived_at', 'refreshed_at') }} as value
from {{ ref('evidence_refreshes') }}
where refreshed_at is not null
