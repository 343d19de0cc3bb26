-- How many hours of compliance work does an incident cause?
-- Incidents without a compliance entry are left out: nobody recorded any.
select
    incident_id,
    incident_id as observation_id,
    cast(null as {{ type_double() }}) as numerator,
    cast(null as {{ type_double() }}) as denominator,
    sum(minutes_spent) / 60e0 as value
from {{ ref('measured_overhead_entries') }}
where org_function = 'compliance'
group by incident_id
