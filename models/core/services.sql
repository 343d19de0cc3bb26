-- Services of all sources with their mapped tier. The standard export may restate
-- another tool's service, to give it a tier; then its word stands.
with standard as (

    select
        service_id,
        service_name,
        service_tier as service_tier_raw
    from {{ ref('stg_standard__services') }}
    where row_fate = 'accepted'

),

united as (

    select * from standard
    union all
    select
        service_id,
        service_name,
        service_tier as service_tier_raw
    from {{ ref('stg_servicenow__services') }}
    where service_id not in (select standard.service_id from standard)

)

select
    united.service_id,
    united.service_name,
    coalesce(tiers.service_tier, 'unmapped') as service_tier,
    united.service_tier_raw
from united
left join {{ ref('service_tier_map') }} as tiers
    on lower(united.service_tier_raw) = lower(trim(tiers.raw_value))
