-- How much of what the incident's tier requires its evaluated packet carries.
-- Incidents of a tier that requires nothing have no row.
select
    packets.incident_id,
    count(*) as n_required,
    count(fields.field_name) as n_filled,
    count(fields.field_name) * 1e0 / count(*) as filled_share
from {{ ref('evaluated_packets') }} as packets
inner join {{ ref('incidents') }} as incidents
    on packets.incident_id = incidents.incident_id
inner join {{ ref('required_context_fields') }} as required
    on incidents.service_tier = required.service_tier
left join {{ ref('measured_context_fields') }} as fields
    on
        packets.packet_id = fields.packet_id
        and required.field_name = fields.field_name
        and fields.is_filled
group by packets.incident_id
