-- The cells that AI had not reached by a period's end: what moved there moved without it.
-- Without any activation there is nothing to tell them from, and no control.
with activations as (

    select
        cells.severity,
        cells.incident_class,
        cells.service_tier,
        min(activations.activated_on) as activated_on
    from {{ ref('finest_cells') }} as cells
    left join {{ ref('ai_activation') }} as activations
        on
            cells.incident_class
            = coalesce(activations.incident_class, cells.incident_class)
            and cells.service_tier = coalesce(activations.service_tier, cells.service_tier)
    where not cells.is_ai_used
    group by cells.severity, cells.incident_class, cells.service_tier

),

final as (

    select
        periods.period_name,
        activations.severity,
        activations.incident_class,
        activations.service_tier
    from activations
    cross join {{ ref('roi_periods') }} as periods
    where
        (activations.activated_on is null or activations.activated_on >= periods.period_end)
        and (select count(*) from {{ ref('ai_activation') }}) > 0

)

select * from final
