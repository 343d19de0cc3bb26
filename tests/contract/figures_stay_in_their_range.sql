-- Shares lie between 0 and 1, durations and counts are not negative, an interval
-- holds its figure, a p90 is no less than the median.
-- Binomial intervals touch the figure at 0 and 1 up to rounding.
select figures.*
from {{ ref('metric_values') }} as figures
inner join {{ ref('metric_catalog') }} as catalog
    on figures.metric_id = catalog.metric_id
where
    figures.value is null
    or figures.value < 0
    or (catalog.kind in ('proportion', 'ratio') and figures.value > 1)
    or figures.interval_low > figures.value + 1e-9 * (1 + figures.value)
    or figures.interval_high < figures.value - 1e-9 * (1 + figures.value)
    or figures.p90_low > figures.p90 + 1e-9 * (1 + figures.p90)
    or figures.p90_high < figures.p90 - 1e-9 * (1 + figures.p90)
    or figures.median > figures.p90 + 1e-9 * (1 + figures.p90)
    or (catalog.kind <> 'rate' and figures.n < 1)
