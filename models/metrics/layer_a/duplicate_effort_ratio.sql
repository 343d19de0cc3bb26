-- How much investigation repeats what a colleague has already done?
-- Repeating one's own step is no duplicate effort.
with steps as (

    select
        incident_id,
        responder_id,
        min(responder_id) over earlier as least_earlier_responder,
        max(responder_id) over earlier as greatest_earlier_responder
    from {{ ref('measured_investigation_steps') }}
    window
        earlier as (
            partition by incident_id, step_kind, fingerprint
            order by executed_at, step_id
            rows between unbounded preceding and 1 preceding
        )

)

select
    incident_id,
    incident_id as observation_id,
    -- somebody else came before when either end of the earlier names is not oneself
    sum(
        case
            when
                least_earlier_responder <> responder_id
                or greatest_earlier_responder <> responder_id
                then 1e0
            else 0e0
        end
    ) as numerator,
    cast(count(*) as {{ type_double() }}) as denominator,
    cast(null as {{ type_double() }}) as value
from steps
group by incident_id
