-- Internal updates that promised a time for the next one, with the next one.
with internal_updates as (

    select
        update_id,
        incident_id,
        sent_at,
        promised_next_at,
        lead(sent_at) over (
            partition by incident_id order by sent_at, update_id
        ) as next_sent_at
    from {{ ref('measured_updates') }}
    where audience = 'internal'

)

select
    updates.update_id,
    updates.incident_id,
    updates.sent_at,
    updates.promised_next_at,
    updates.next_sent_at,
    incidents.resolved_at
from internal_updates as updates
inner join {{ ref('incidents') }} as incidents
    on updates.incident_id = incidents.incident_id
-- a promise for a time before the update itself is a slip, not a promise
where updates.promised_next_at >= updates.sent_at
