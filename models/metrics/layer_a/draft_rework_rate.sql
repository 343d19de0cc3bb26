-- How often does a prepared update need rework because it was wrong or incomplete?
-- Updates that nobody drafted ahead are left out; a matter of tone is no rework.
select
    incident_id,
    update_id as observation_id,
    case
        when
            edit_level = 'major'
            and edit_reason in ('missing_key_fact', 'inaccurate_claim')
            then 1e0
        else 0e0
    end as numerator,
    1e0 as denominator,
    cast(null as {{ type_double() }}) as value
from {{ ref('measured_updates') }}
where edit_level is not null
