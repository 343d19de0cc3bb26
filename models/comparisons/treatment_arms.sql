-- Which class x tier got AI between the windows (treated) and which did not have it
-- before the current window's end (control). The rest is neither: it had AI in the
-- baseline, got it half-way through the current window, or has no mapped label.
with labels as (

    select distinct
        incident_class,
        service_tier
    from {{ ref('finest_cells') }}
    where incident_class <> 'unmapped' and service_tier <> 'unmapped'

),

activations as (

    select
        labels.incident_class,
        labels.service_tier,
        min(activations.activated_on) as activated_on
    from labels
    left join {{ ref('ai_activation') }} as activations
        on
            labels.incident_class = coalesce(activations.incident_class, labels.incident_class)
            and labels.service_tier = coalesce(activations.service_tier, labels.service_tier)
    group by labels.incident_class, labels.service_tier

),

arms as (

    select
        activations.incident_class,
        activations.service_tier,
        case
            when
                activations.activated_on >= windows.baseline_ends_on
                and activations.activated_on <= windows.current_starts_on
                then 'treated'
            when
                activations.activated_on is null
                or activations.activated_on >= windows.current_ends_on
                then 'control'
        end as arm
    from activations
    cross join {{ ref('compared_windows') }} as windows

)

select * from arms
where arm is not null
