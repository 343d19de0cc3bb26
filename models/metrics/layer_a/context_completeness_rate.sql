-- How often does the context packet carry all that its service tier requires?
-- Incidents whose tier requires nothing, or that have no packet, are left out.
select
    incident_id,
    incident_id as observation_id,
    case when filled_share = 1e0 then 1e0 else 0e0 end as numerator,
    1e0 as denominator,
    cast(null as {{ type_double() }}) as value
from {{ ref('packet_completeness') }}
