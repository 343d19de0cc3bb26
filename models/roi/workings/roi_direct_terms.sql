-- What was saved as recorded or as assumed per use, where that is the headline, by the
-- configured rows that it is multiplied with: hours with a rate, uses with their minutes
-- and a rate.
with headlines as (

    select
        period_name,
        method,
        incident_class
    from {{ ref('roi_rated_lines') }}
    where is_headline and not is_compared and cost_recaptured_low is not null

),

tagged as (

    select
        headlines.period_name,
        savings.incident_id,
        savings.role,
        'none' as saving_input,
        savings.minutes_low / 60e0 as amount
    from headlines
    inner join {{ ref('direct_savings') }} as savings
        on
            headlines.period_name = savings.period_name
            and headlines.method = savings.method
            and headlines.incident_class = savings.incident_class
    where headlines.method = 'tagged' and savings.minutes_low is not null

),

uses as (

    select distinct
        headlines.period_name,
        savings.incident_id,
        uses.feature
    from headlines
    inner join {{ ref('direct_savings') }} as savings
        on
            headlines.period_name = savings.period_name
            and headlines.method = savings.method
            and headlines.incident_class = savings.incident_class
    inner join {{ ref('ai_uses') }} as uses
        on savings.incident_id = uses.incident_id
    where headlines.method = 'workflow'

),

workflow as (

    select
        uses.period_name,
        uses.incident_id,
        coalesce(savings.responder_role, 'unknown') as role,
        {{ saving_input('savings') }} as saving_input,
        1e0 / 60e0 as amount
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
    'reclaimed_time' as bucket,
    savings.period_name,
    prices.input as price_input,
    savings.saving_input,
    sum(savings.amount) as amount
from savings
inner join {{ ref('roi_unit_costs') }} as prices
    on
        savings.incident_id = prices.incident_id
        and savings.role = prices.item
        and prices.kind = 'time'
group by savings.period_name, prices.input, savings.saving_input
