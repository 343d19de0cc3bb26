-- The one packet of each incident by which its context is judged: the first that
-- responders were shown, else the first that was made.
with shared as (

    select
        incident_id,
        packet_id,
        row_number() over (
            partition by incident_id order by shared_at, packet_id
        ) as packet_rank
    from {{ ref('measured_context_packets') }}
    where shared_at is not null

),

generated as (

    select
        incident_id,
        packet_id,
        row_number() over (
            partition by incident_id order by generated_at, packet_id
        ) as packet_rank
    from {{ ref('measured_context_packets') }}

)

select
    generated.incident_id,
    coalesce(shared.packet_id, generated.packet_id) as packet_id
from generated
left join shared
    on generated.incident_id = shared.incident_id and shared.packet_rank = 1
where generated.packet_rank = 1
