-- Which configured row prices a minute in each incident of a period: of downtime by
-- component, of people's time by role.
with priced as (

    select distinct incident_id
    from {{ ref('roi_incidents') }}
    where period_name <> 'baseline' and (is_counted or is_ai_used)

)

select
    choices.incident_id,
    'downtime' as kind,
    choices.component as item,
    {{ downtime_input('choices') }} as input,
    choices.cost_per_minute_low,
    choices.cost_per_minute_high,
    choices.source
from {{ ref('downtime_cost_choices') }} as choices
inner join priced
    on choices.incident_id = priced.incident_id
union all
select
    costs.incident_id,
    'time' as kind,
    costs.role as item,
    {{ rate_input('costs') }} as input,
    costs.unit_cost_low as cost_per_minute_low,
    costs.unit_cost_high as cost_per_minute_high,
    cast(null as {{ dbt.type_string() }}) as source
from {{ ref('responder_unit_costs') }} as costs
inner join priced
    on costs.incident_id = priced.incident_id
