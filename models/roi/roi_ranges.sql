-- The ledger: what each row of cells saved, as a range of a quantity and of money, how it
-- was found and how far it can be trusted. The summary adds the headline rows; all others
-- are of-which rows, or the same saving by another method or attribution.
select
    lines.bucket,
    lines.component,
    lines.method,
    lines.attribution,
    lines.period_name,
    lines.severity,
    lines.incident_class,
    lines.service_tier,
    lines.role,
    lines.period_start,
    lines.period_end,
    lines.is_headline,
    lines.quantity_unit,
    lines.quantity_low,
    lines.quantity_high,
    '{{ var("currency") }}' as currency,
    lines.cost_recaptured_low as cost_low,
    lines.cost_recaptured_high as cost_high,
    lines.recapture_low,
    lines.recapture_high,
    coalesce(
        (lines.quantity_low < 0e0 and lines.quantity_high > 0e0)
        or (lines.cost_recaptured_low < 0e0 and lines.cost_recaptured_high > 0e0),
        false
    ) as includes_zero,
    lines.crosses_boundary,
    cast(lines.n_cells as bigint) as n_cells,
    cast(lines.n_baseline as bigint) as n_baseline,
    cast(lines.n_current as bigint) as n_current,
    cast(lines.n_applied as bigint) as n_applied,
    cast(lines.n_not_compared as bigint) as n_not_compared,
    lines.points_completeness,
    lines.points_n,
    lines.points_segmentation,
    lines.points_design,
    lines.points_width,
    {{ roi_confidence('lines') }} as confidence,
    {{ roi_confidence_reason('lines') }} || {{ assumption_words('lines') }} as confidence_reason,
    {{ no_figure_reason('lines') }} as no_figure_reason
from {{ ref('roi_rated_lines') }} as lines
