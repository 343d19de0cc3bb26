-- How often does new evidence reach the context packet in time?
-- Evidence before the first packet or after resolution is left out.
select
    incident_id,
    evidence_id as observation_id,
    case
        when
            refreshed_at <= {{ add_minutes('arrived_at', var('refresh_target_minutes')) }}
            then 1e0
        else 0e0
    end as numerator,
    1e0 as denominator,
    cast(null as {{ type_double() }}) as value
from {{ ref('evidence_refreshes') }}
