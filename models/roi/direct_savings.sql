-- Minutes that people recorded as saved, and minutes that each use of a feature saves
-- according to the seed workflow_savings: in incidents in which AI was used. A use counts
-- once per incident and row of the seed.
with used as (

    select
        period_name,
        incident_id,
        incident_class,
        severity,
        service_tier
    from {{ ref('roi_incidents') }}
    where is_ai_used and period_name <> 'baseline'

),

tagged as (

    select
        'tagged' as method,
        incident_id,
        {{ known_time_sink('time_sink') }} as component,
        {{ known_role('responder_role') }} as role,
        minutes_saved as minutes_low,
        minutes_saved as minutes_high
    from {{ ref('time_entries') }}
    where method = 'tagged'

),

uses as (

    select distinct
        incident_id,
        feature
    from {{ ref('ai_uses') }}

),

workflow as (

    select
        'workflow' as method,
        uses.incident_id,
        coalesce(savings.time_sink, 'unknown') as component,
        coalesce(savings.responder_role, 'unknown') as role,
        savings.minutes_low,
        savings.minutes_high
    from uses
    inner join {{ ref('workflow_savings') }} as savings
        on uses.feature = savings.feature

),

savings as (

    select * from tagged
    union all
    select * from workflow

)

select
    savings.method,
    used.period_name,
    used.incident_class,
    used.severity,
    used.service_tier,
    savings.incident_id,
    savings.component,
    savings.role,
    savings.minutes_low,
    savings.minutes_high,
    savings.minutes_low * costs.unit_cost_low as cost_low,
    savings.minutes_high * costs.unit_cost_high as cost_high
from savings
inner join used
    on savings.incident_id = used.incident_id
left join {{ ref('responder_unit_costs') }} as costs
    on
        savings.incident_id = costs.incident_id
        and savings.role = costs.role
