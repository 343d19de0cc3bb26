-- What events are counted against: thousands of deploys of a tier, or months.
-- A deploy of no known service counts for all tiers together and for 'unmapped'.
-- A rate whose events the export does not capture has no exposure.
with daily_deploys as (

    select
        changed_on,
        service_tier,
        count(*) as n_deploys
    from {{ ref('fct_changes') }}
    where change_kind = 'deploy'
    group by changed_on, service_tier

),

deploys as (

    select
        periods.period_name,
        daily_deploys.service_tier,
        sum(daily_deploys.n_deploys) as n_deploys
    from daily_deploys
    inner join {{ ref('exposure_periods') }} as periods
        on
            daily_deploys.changed_on >= periods.period_start
            and daily_deploys.changed_on < periods.period_end
    group by periods.period_name, daily_deploys.service_tier

),

deploy_exposures as (

    select
        period_name,
        service_tier,
        n_deploys / 1000e0 as exposure
    from deploys
    union all
    select
        period_name,
        'all' as service_tier,
        sum(n_deploys) / 1000e0 as exposure
    from deploys
    group by period_name

),

tiers as (

    select distinct service_tier
    from {{ ref('segment_cells') }}

),

captured as (

    select 'sev1_per_month' as metric_id
    from {{ ref('incidents') }}
    where is_countable and severity <> 'unmapped'
    union
    select 'prevented_unsafe_actions' as metric_id
    from {{ ref('fct_actions') }}

)

select
    'incidents_per_1000_deploys' as metric_id,
    period_name,
    service_tier,
    exposure
from deploy_exposures
union all
select
    captured.metric_id,
    periods.period_name,
    tiers.service_tier,
    periods.n_months as exposure
from captured
cross join {{ ref('exposure_periods') }} as periods
cross join tiers
