-- The 30-60-90 day plan: which steps the data already supports, and what to capture
-- next for the others.
with steps as (

    select
        phase,
        step,
        count(*) as n_required,
        sum(case when is_there then 1 else 0 end) as n_there,
        {{ dbt.listagg(
            'case when not is_there then requirement_id end',
            "' '",
            'order by requirement_id'
        ) }} as missing_ids,
        min(case when not is_there then requirement_name || ': ' || what_to_do end)
            as capture_next
    from {{ ref('plan_requirements') }}
    group by phase, step

)

select
    phase,
    step,
    case
        when n_there = n_required then 'ready'
        when n_there > 0 then 'partly'
        else 'missing'
    end as readiness,
    cast(n_required as bigint) as n_required,
    cast(n_there as bigint) as n_there,
    missing_ids,
    capture_next
from steps
