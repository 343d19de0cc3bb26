-- What was saved by comparison, at the estimate in the middle of each headline range, by
-- the configured row that prices it: minutes of downtime, hours of people.
with headlines as (

    select
        lines.roi_row_id,
        lines.bucket,
        lines.period_name,
        lines.measure,
        lines.component,
        measures.units_per_quantity,
        coalesce(trends.rho, 1e0) as rho
    from {{ ref('roi_rated_lines') }} as lines
    inner join {{ ref('roi_measures') }} as measures
        on lines.measure = measures.measure
    left join {{ ref('roi_trends') }} as trends
        on
            lines.is_trend_adjusted
            and lines.measure = trends.measure
            and lines.period_name = trends.period_name
    where lines.is_headline and lines.is_compared and lines.cost_recaptured_low is not null

),

cells as (

    select
        headlines.*,
        moments.roi_cell_id,
        -- compliance is one function, whose time is the total
        case
            when headlines.measure = 'compliance_hours' then 'compliance' else moments.role
        end as role,
        moments.weight,
        headlines.rho * moments.mean_baseline - moments.mean_current as saving
    from headlines
    inner join {{ ref('roi_cell_moments') }} as moments
        on
            headlines.roi_row_id = moments.roi_row_id
            and moments.valuation = 'quantity'
            -- downtime is priced as a whole, time role by role
            and (headlines.measure in ('time_to_mitigate', 'compliance_hours'))
            = (moments.role = 'all')

),

roles as (

    select
        roi_row_id,
        bucket,
        period_name,
        role,
        sum(weight * saving) * min(units_per_quantity) / 60e0 as hours
    from cells
    where measure <> 'time_to_mitigate'
    group by roi_row_id, bucket, period_name, role

),

terms as (

    select
        cells.bucket,
        cells.period_name,
        prices.input,
        cells.saving as amount
    from cells
    inner join {{ ref('roi_applied_incidents') }} as applied
        on cells.roi_cell_id = applied.roi_cell_id
    inner join {{ ref('roi_unit_costs') }} as prices
        on
            applied.incident_id = prices.incident_id
            and prices.kind = 'downtime'
    where cells.measure = 'time_to_mitigate'
    union all
    select
        roles.bucket,
        roles.period_name,
        {{ rate_input('prices') }} as input,
        roles.hours * prices.incident_share as amount
    from roles
    inner join {{ ref('roi_row_prices') }} as prices
        on
            roles.roi_row_id = prices.roi_row_id
            and roles.role = prices.role

)

select
    bucket,
    period_name,
    input as price_input,
    sum(amount) as amount
from terms
group by bucket, period_name, input
