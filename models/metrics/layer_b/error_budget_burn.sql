-- How much of the error budgets does an incident burn, in percent, all SLOs added?
-- Incidents without a recorded burn are left out.
select
    incident_id,
    incident_id as observation_id,
    cast(null as {{ type_double() }}) as numerator,
    cast(null as {{ type_double() }}) as denominator,
    100e0 * sum(bad_minutes / budget_minutes) as value
from {{ ref('measured_slo_burn') }}
group by incident_id
