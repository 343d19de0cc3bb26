-- Deploys, flag flips and config pushes with the tier of their service.
with changes as (

    select
        *,
        cast({{ in_reporting_timezone('changed_at') }} as date) as changed_on
    from {{ ref('stg_standard__changes') }}
    where row_fate = 'accepted'

)

select
    changes.change_id,
    changes.service_id,
    coalesce(services.service_tier, 'unmapped') as service_tier,
    changes.change_kind,
    changes.changed_at,
    changes.changed_on,
    {{ month_name('changes.changed_on') }} as month
from changes
left join {{ ref('services') }} as services
    on changes.service_id = services.service_id
