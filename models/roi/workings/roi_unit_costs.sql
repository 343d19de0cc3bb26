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
    choices.incident_id,
    'time' as kind,
    choices.role as item,
    {{ rate_input('choices') }} as input,
    choices.rate_low / 60e0 as cost_per_minute_low,
    choices.rate_high / 60e0 as cost_per_minute_high,
    cast(null as {{ dbt.type_string() }}) as source
from {{ ref('responder_rate_choices') }} as choices
inner join priced
    on choices.incident_id = priced.incident_id
