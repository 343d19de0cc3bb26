-- How often does an update stand, uncorrected in impact, scope and severity?
-- An update that names itself, or an update of another incident, corrects nothing.
with corrected as (

    select distinct
        corrections.incident_id,
        corrections.corrects_update_id as update_id
    from {{ ref('measured_updates') }} as corrections
    where
        corrections.correction_reason in ('impact', 'scope', 'severity')
        and corrections.corrects_update_id <> corrections.update_id

)

select
    updates.incident_id,
    updates.update_id as observation_id,
    case when corrected.update_id is null then 1e0 else 0e0 end as numerator,
    1e0 as denominator,
    cast(null as {{ type_double() }}) as value
from {{ ref('measured_updates') }} as updates
left join corrected
    on
        updates.update_id = corrected.update_id
        and updates.incident_id = corrected.incident_id
where updates.audience = 'internal'
