-- The observations of a metric in a period are the same in every segment. Not so for
-- rates: a tier without deploys has no figure, though it may have incidents.
with totals as (

    select
        figures.metric_id,
        figures.period_name,
        figures.segment,
        figures.attribution,
        sum(figures.n) as n
    from {{ ref('metric_values') }} as figures
    inner join {{ ref('metric_catalog') }} as catalog
        on figures.metric_id = catalog.metric_id
    where catalog.kind <> 'rate'
    group by
        figures.metric_id, figures.period_name, figures.segment, figures.attribution

)

select
    metric_id,
    period_name,
    attribution,
    min(n) as least,
    max(n) as most
from totals
group by metric_id, period_name, attribution
having min(n) <> max(n)
