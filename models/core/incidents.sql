-- The canonical incident: what metrics are computed from.
-- is_countable leaves out the cancelled and the duplicate; nothing else.
with activations as (

    select distinct incidents.incident_id
    from {{ ref('incidents_mapped') }} as incidents
    inner join {{ ref('ai_activation') }} as activations
        on
            incidents.started_on >= activations.activated_on
            and (
                activations.incident_class is null
                or incidents.incident_class = activations.incident_class
            )
            and (
                activations.service_tier is null
                or incidents.service_tier = activations.service_tier
            )

),

final as (

    select
        incidents.*,
        incidents.status not in ('cancelled', 'duplicate') as is_countable,
        using_ai.incident_id is not null as is_ai_used,
        activations.incident_id is not null as is_ai_active
    from {{ ref('incidents_mapped') }} as incidents
    left join {{ ref('incidents_using_ai') }} as using_ai
        on incidents.incident_id = using_ai.incident_id
    left join activations
        on incidents.incident_id = activations.incident_id

)

select * from final
