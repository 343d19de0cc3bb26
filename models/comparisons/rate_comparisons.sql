-- Rates of the two windows: given all events, which share of them fell into the current
-- window says how the rates compare. Events are dispersed, so they count as fewer.
with windows as (

    select
        metric_id,
        segment_cell_id,
        segment,
        sum(case when period_name = 'baseline' then n_events else 0 end) as n_baseline,
        sum(case when period_name = 'current' then n_events else 0 end) as n_current,
        max(case when period_name = 'baseline' then exposure end) as exposure_baseline,
        max(case when period_name = 'current' then exposure end) as exposure_current
    from {{ ref('rate_cells') }}
    where attribution = 'all' and period_name in ('baseline', 'current')
    group by metric_id, segment_cell_id, segment

),

shares as (

    select
        windows.*,
        coalesce(dispersion.phi, 1e0) as phi,
        windows.exposure_baseline / windows.exposure_current as exposure_ratio,
        windows.n_current * 1e0 / nullif(windows.n_current + windows.n_baseline, 0)
            as share_current,
        (windows.n_current + windows.n_baseline) / coalesce(dispersion.phi, 1e0)
            as n_effective,
        case
            when windows.n_baseline = 0 or windows.n_current = 0 then 0.5e0
            else 0e0
        end as half_event
    from windows
    left join {{ ref('rate_dispersion') }} as dispersion
        using (metric_id, segment)

),

ends as (

    select
        *,
        case
            when n_baseline + n_current > 0
                then ln(
                    (n_current + half_event) / (n_baseline + half_event)
                    * exposure_ratio
                )
        end as change,
        case
            when n_current > 0
                then {{ wilson_interval('share_current', 'n_effective', 'low') }}
        end as share_low,
        case
            when n_baseline > 0
                then {{ wilson_interval('share_current', 'n_effective', 'high') }}
        end as share_high
    from shares

)

select
    metric_id,
    segment_cell_id,
    cast(n_baseline as bigint) as n_baseline,
    cast(n_current as bigint) as n_current,
    n_baseline / exposure_baseline as baseline_value,
    n_current / exposure_current as current_value,
    phi,
    least(n_baseline, n_current) / phi as n_effective,
    {{ zero_when_tiny('change') }} as change,
    -- an end without a bound is null
    ln(share_low / (1e0 - share_low) * exposure_ratio) as change_low,
    ln(share_high / (1e0 - share_high) * exposure_ratio) as change_high
from ends
