-- How large a share of incidents is of the gravest severity?
-- Incidents whose severity label is not mapped are left out.
select
    incident_id,
    incident_id as observation_id,
    case when severity = 'sev1' then 1e0 else 0e0 end as numerator,
    1e0 as denominator,
    cast(null as {{ type_double() }}) as value
from {{ ref('incidents') }}
where severity <> 'unmapped'
