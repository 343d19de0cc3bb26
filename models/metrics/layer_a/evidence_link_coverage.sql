-- How many of the claims in context packets can be traced to evidence?
-- Incidents without a claim are left out; a link to an unknown type is no evidence.
with claims as (

    select
        packets.incident_id,
        claims.evidence_ref is not null
        and claims.evidence_type in (
            'metric_window',
            'log_cluster',
            'trace_exemplar',
            'deploy_event',
            'config_diff',
            'runbook_step'
        ) as is_linked
    from {{ ref('measured_claims') }} as claims
    inner join {{ ref('measured_context_packets') }} as packets
        on claims.packet_id = packets.packet_id

)

select
    incident_id,
    incident_id as observation_id,
    sum(case when is_linked then 1e0 else 0e0 end) as numerator,
    cast(count(*) as {{ type_double() }}) as denominator,
    cast(null as {{ type_double() }}) as value
from claims
group by incident_id
