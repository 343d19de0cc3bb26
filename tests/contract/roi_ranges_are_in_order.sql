-- The low end of a range is not above its high end, money needs a quantity, and a line
-- without a figure says why.
select
    bucket,
    component,
    method,
    attribution,
    period_name,
    severity,
    incident_class,
    service_tier,
    role
from {{ ref('roi_ranges') }}
where
    quantity_low > quantity_high
    or cost_low > cost_high
    or (quantity_low is null) <> (quantity_high is null)
    or (cost_low is null) <> (cost_high is null)
    or (cost_low is not null and quantity_low is null)
    or (quantity_low is null) <> (no_figure_reason is not null)
    or (quantity_low is null and confidence <> 'low')
