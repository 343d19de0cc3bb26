-- Responder minutes of deeply sampled incidents by role and time sink. What the lists do
-- not know is 'unknown', and still time.
with entries as (

    select
        incident_id,
        {{ known_role('responder_role') }} as responder_role,
        {{ known_time_sink('time_sink') }} as time_sink,
        minutes_spent
    from {{ ref('measured_time_entries') }}
    where method = 'sampled' and minutes_spent is not null

)

select
    incident_id,
    responder_role,
    time_sink,
    sum(minutes_spent) as minutes
from entries
group by incident_id, responder_role, time_sink
