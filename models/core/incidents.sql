-- The canonical incident: what metrics are computed from.
-- is_countable leaves out the cancelled and the duplicate; nothing else.
-- A blank class or tier of an activation means any, so an incident may match four ways.
with activations as (

    select
        incident_class,
        service_tier,
        min(activated_on) as activated_on
    from {{ ref('ai_activation') }}
    group by incident_class, service_tier

),

final as (

    select
        incidents.*,
        incidents.status not in ('cancelled', 'duplicate') as is_countable,
        using_ai.incident_id is not null as is_ai_used,
        coalesce(incidents.started_on >= of_both.activated_on, false)
        or coalesce(incidents.started_on >= of_class.activated_on, false)
        or coalesce(incidents.started_on >= of_tier.activated_on, false)
        or coalesce(incidents.started_on >= of_any.activated_on, false) as is_ai_active
    from {{ ref('incidents_mapped') }} as incidents
    left join {{ ref('incidents_using_ai') }} as using_ai
        on incidents.incident_id = using_ai.incident_id
    left join activations as of_both
        on
            incidents.incident_class = of_both.incident_class
            and incidents.service_tier = of_both.service_tier
    left join activations as of_class
        on
            incidents.incident_class = of_class.incident_class
            and of_class.service_tier is null
    left join activations as of_tier
        on
            incidents.service_tier = of_tier.service_tier
            and of_tier.incident_class is null
    left join activations as of_any
        on of_any.incident_class is null and of_any.service_tier is null
    where {{ is_touched('incidents.incident_id', listed_in='incidents_with_news') }}

)

select * from final
