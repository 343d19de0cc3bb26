-- How many hours outside engineering does an incident take?
-- Compliance is counted apart, in compliance_hours; unknown functions are left out.
select
    incident_id,
    incident_id as observation_id,
    cast(null as {{ type_double() }}) as numerator,
    cast(null as {{ type_double() }}) as denominator,
    sum(minutes_spent) / 60e0 as value
from {{ ref('measured_overhead_entries') }}
where org_function in ('support', 'customer_success', 'leadership')
group by incident_id
