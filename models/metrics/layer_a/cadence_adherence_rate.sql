-- How often does the next update come when it was promised?
-- A last promise is broken once its time has passed unresolved; one that the
-- resolution overtook, or whose incident is still open, is left out.
select
    incident_id,
    update_id as observation_id,
    case
        when
            next_sent_at
            <= {{ add_minutes('promised_next_at', var('cadence_tolerance_minutes')) }}
            then 1e0
        else 0e0
    end as numerator,
    1e0 as denominator,
    cast(null as {{ type_double() }}) as value
from {{ ref('update_promises') }}
where
    next_sent_at is not null
    or resolved_at > {{ add_minutes('promised_next_at', var('cadence_tolerance_minutes')) }}
