-- Evidence that arrived while a packet existed and the incident ran, with the first
-- packet made at or after its arrival. That packet may come after the resolution.
with first_packets as (

    select
        incident_id,
        min(generated_at) as first_generated_at
    from {{ ref('measured_context_packets') }}
    group by incident_id

),

in_window as (

    select
        evidence.evidence_id,
        evidence.incident_id,
        evidence.arrived_at
    from {{ ref('measured_evidence_events') }} as evidence
    inner join first_packets
        on
            evidence.incident_id = first_packets.incident_id
            and evidence.arrived_at >= first_packets.first_generated_at
    inner join {{ ref('incidents') }} as incidents
        on evidence.incident_id = incidents.incident_id
    where
        incidents.resolved_at is null
        or evidence.arrived_at <= incidents.resolved_at

)

select
    in_window.evidence_id,
    in_window.incident_id,
    in_window.arrived_at,
    min(packets.generated_at) as refreshed_at
from in_window
left join {{ ref('measured_context_packets') }} as packets
    on
        in_window.incident_id = packets.incident_id
        and in_window.arrived_at <= packets.generated_at
group by in_window.evidence_id, in_window.incident_id, in_window.arrived_at
