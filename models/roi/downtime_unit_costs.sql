-- What a minute of downtime costs in each countable incident: its components added up.
select
    incident_id,
    sum(cost_per_minute_low) as unit_cost_low,
    sum(cost_per_minute_high) as unit_cost_high
from {{ ref('downtime_cost_choices') }}
where {{ is_touched('incident_id') }}
group by incident_id
