-- The saving of each row before any margin, and what its margins are made of, with and
-- without the trend of the control. The trend multiplies the baseline and its spread.
with sums as (

    select
        roi_row_id,
        component,
        role,
        valuation,
        sum(weight * mean_baseline) as baseline_amount,
        sum(weight * mean_current) as current_amount,
        sum(weight * weight / n_baseline) as spread_baseline,
        sum(weight * weight / n_current) as spread_current,
        sum(squares_baseline) as squares_baseline,
        sum(squares_current) as squares_current,
        sum(n_baseline) as n_baseline,
        sum(n_current) as n_current,
        sum(n_baseline) - count(*) as df_baseline,
        sum(n_current) - count(*) as df_current
    from {{ ref('roi_cell_moments') }}
    group by roi_row_id, component, role, valuation

),

attributed as (

    select
        sums.*,
        'before_after' as attribution,
        1e0 as rho,
        1e0 as rho_low,
        1e0 as rho_high
    from sums
    union all
    select
        sums.*,
        'trend_adjusted' as attribution,
        trends.rho,
        trends.rho_low,
        trends.rho_high
    from sums
    inner join {{ ref('roi_rows') }} as rows_
        on sums.roi_row_id = rows_.roi_row_id
    inner join {{ ref('roi_trends') }} as trends
        on
            rows_.measure = trends.measure
            and rows_.period_name = trends.period_name

),

variances as (

    select
        *,
        rho * rho * squares_baseline / nullif(df_baseline, 0) as variance_baseline,
        squares_current / nullif(df_current, 0) as variance_current
    from attributed

)

select
    roi_row_id,
    component,
    role,
    attribution,
    valuation,
    baseline_amount * rho - current_amount as saving,
    power({{ t_quantile('df_baseline') }}, 2) * variance_baseline * spread_baseline
    + power({{ t_quantile('df_current') }}, 2)
    * greatest(variance_baseline, variance_current)
    * spread_current as squared_margin,
    baseline_amount * (rho - rho_low) as trend_margin_low,
    baseline_amount * (rho_high - rho) as trend_margin_high
from variances
where n_baseline >= 10 and n_current >= 10 and df_baseline > 0 and df_current > 0
