-- Where better data and runbook hygiene could yield most: the minutes to mitigation of
-- a class, times the share of its incidents that lack something. An upper bound of what
-- can be won, good for choosing where to start.
with classes as (

    select
        incident_class,
        count(*) as n_incidents,
        count(time_to_mitigate_minutes) as n_mitigated,
        coalesce(sum(time_to_mitigate_minutes), 0e0) as minutes_to_mitigation,
        sum(downtime_cost_low) as downtime_cost_low,
        sum(downtime_cost_high) as downtime_cost_high,
        sum(case when lacks_complete_context then 1 else 0 end) as n_lacking_context,
        sum(case when lacks_linked_evidence then 1 else 0 end) as n_lacking_evidence,
        sum(case when lacks_prior_check then 1 else 0 end) as n_lacking_check,
        sum(
            case
                when lacks_complete_context or lacks_linked_evidence or lacks_prior_check
                    then 1
                else 0
            end
        ) as n_lacking_any
    from {{ ref('incident_work') }}
    group by incident_class

),

scored as (

    select
        *,
        n_lacking_any * 1e0 / n_incidents as share_lacking_any,
        minutes_to_mitigation * n_lacking_any / n_incidents as minutes_at_stake,
        downtime_cost_low * n_lacking_any / n_incidents as cost_at_stake_low,
        downtime_cost_high * n_lacking_any / n_incidents as cost_at_stake_high
    from classes

)

select
    row_number() over (
        order by {{ settled('minutes_at_stake') }} desc, incident_class asc
    ) as rank,
    incident_class,
    n_incidents,
    n_mitigated,
    minutes_to_mitigation,
    cast(n_lacking_context as bigint) as n_lacking_context,
    cast(n_lacking_evidence as bigint) as n_lacking_evidence,
    cast(n_lacking_check as bigint) as n_lacking_check,
    cast(n_lacking_any as bigint) as n_lacking_any,
    share_lacking_any,
    minutes_at_stake,
    '{{ var("currency") }}' as currency,
    cost_at_stake_low,
    cost_at_stake_high
from scored
