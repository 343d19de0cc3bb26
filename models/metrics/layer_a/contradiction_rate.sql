-- How often did the shared context turn out to be wrong?
-- Incidents whose packet was never shared are left out: nobody could be misled.
with first_shares as (

    select
        incident_id,
        min(shared_at) as first_shared_at
    from {{ ref('measured_context_packets') }}
    where shared_at is not null
    group by incident_id

),

contradicted as (

    select distinct first_shares.incident_id
    from first_shares
    inner join {{ ref('measured_narrative_corrections') }} as corrections
        on
            first_shares.incident_id = corrections.incident_id
            and first_shares.first_shared_at <= corrections.corrected_at
    where corrections.magnitude = 'major'

)

select
    first_shares.incident_id,
    first_shares.incident_id as observation_id,
    case when contradicted.incident_id is not null then 1e0 else 0e0 end as numerator,
    1e0 as denominator,
    cast(null as {{ type_double() }}) as value
from first_shares
left join contradicted
    on first_shares.incident_id = contradicted.incident_id
