-- By how many minutes is a promised update late? Early counts as on time.
-- Promises that no further update followed are left out.
select
    incident_id,
    update_id as observation_id,
    cast(null as {{ type_double() }}) as numerator,
    cast(null as {{ type_double() }}) as denominator,
    greatest(0e0, {{ minutes_between('promised_next_at', 'next_sent_at') }}) as value
from {{ ref('update_promises') }}
where next_sent_at is not null
