-- When a failure mode comes back, was it set off by the same kind of change?
-- Left out: repeats where either trigger is unknown. Two of no trigger are not the same.
select
    incident_id,
    incident_id as observation_id,
    case
        when
            change_trigger = previous_change_trigger and change_trigger <> 'none'
            then 1e0
        else 0e0
    end as numerator,
    1e0 as denominator,
    cast(null as {{ type_double() }}) as value
from {{ ref('incident_repeats') }}
where
    is_observable
    and is_repeat
    and change_trigger is not null
    and previous_change_trigger is not null
