-- The range of every line that compares a period with the baseline. The margins of
-- baseline, period and trend join in quadrature; money takes the least and the greatest
-- that cost and saving together allow. Where less than half was recorded, no money.
with ends as (

    select
        roi_row_id,
        component,
        role,
        attribution,
        valuation,
        saving - sqrt(squared_margin + trend_margin_low * trend_margin_low) as low,
        saving + sqrt(squared_margin + trend_margin_high * trend_margin_high) as high
    from {{ ref('roi_sums') }}

),

ranges as (

    select
        roi_row_id,
        component,
        role,
        attribution,
        max(case when valuation = 'quantity' then low end) as quantity_low,
        max(case when valuation = 'quantity' then high end) as quantity_high,
        min(case when valuation <> 'quantity' then low end) as cost_low,
        max(case when valuation <> 'quantity' then high end) as cost_high
    from ends
    group by roi_row_id, component, role, attribution

)

select
    lines.roi_row_id,
    lines.component,
    lines.role,
    lines.attribution,
    ranges.quantity_low,
    ranges.quantity_high,
    ranges.cost_low,
    ranges.cost_high
from {{ ref('roi_lines') }} as lines
left join ranges
    on
        lines.roi_row_id = ranges.roi_row_id
        and lines.component = ranges.component
        and lines.role = ranges.role
        and lines.attribution = ranges.attribution
