-- What a reader of a trend has to know: when the measuring changed, when AI came.
with boundaries as (

    select
        occurred_on,
        'boundary' as mark,
        kind,
        coalesce(description, kind) as description
    from {{ ref('boundaries') }}

),

activations as (

    select
        activated_on as occurred_on,
        'activation' as mark,
        'activation' as kind,
        coalesce(incident_class, 'any class')
        || ', '
        || coalesce(service_tier, 'any tier') as description
    from {{ ref('ai_activation') }}
    group by activated_on, incident_class, service_tier

),

final as (

    select * from boundaries
    union all
    select * from activations

)

select
    cast(occurred_on as date) as occurred_on,
    mark,
    kind,
    description
from final
