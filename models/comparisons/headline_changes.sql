-- What there is to tell of each headline metric and segment: the change like for like,
-- the plain one beside it, and the p90 that belongs to every average.
with p90s as (

    select
        figures.metric_id,
        cells.segment_cell_id,
        max(case when figures.period_name = 'baseline' then figures.p90 end) as p90_baseline,
        max(case when figures.period_name = 'current' then figures.p90 end) as p90_current
    from {{ ref('metric_values') }} as figures
    inner join {{ ref('segment_cells') }} as cells
        using (segment, severity, incident_class, service_tier, attribution)
    inner join {{ ref('metric_definitions') }} as definitions
        on figures.metric_id = definitions.metric_id
    where
        figures.period = 'window'
        and figures.attribution = 'all'
        and definitions.kind = 'mean'
    group by figures.metric_id, cells.segment_cell_id

)

select
    like_for_like.metric_id,
    cells.segment_cell_id,
    like_for_like.segment,
    like_for_like.severity,
    like_for_like.incident_class,
    like_for_like.service_tier,
    like_for_like.n_baseline,
    like_for_like.n_current,
    like_for_like.baseline_value,
    like_for_like.current_value,
    like_for_like.scale,
    like_for_like.change,
    like_for_like.change_low,
    like_for_like.change_high,
    like_for_like.p_value,
    like_for_like.verdict,
    like_for_like.smallest_detectable_change,
    like_for_like.confidence,
    like_for_like.confidence_reason,
    definitions.metric_name,
    definitions.kind,
    definitions.unit,
    definitions.decision,
    p90s.p90_baseline,
    p90s.p90_current,
    plain.change as plain_change,
    plain.within_effect as plain_within_effect,
    plain.mix_effect as plain_mix_effect
from {{ ref('metric_comparisons') }} as like_for_like
inner join {{ ref('headline_metrics') }} as headlines
    on like_for_like.metric_id = headlines.metric_id
inner join {{ ref('metric_definitions') }} as definitions
    on like_for_like.metric_id = definitions.metric_id
inner join {{ ref('segment_cells') }} as cells
    on
        like_for_like.segment = cells.segment
        and like_for_like.severity = cells.severity
        and like_for_like.incident_class = cells.incident_class
        and like_for_like.service_tier = cells.service_tier
        and cells.attribution = 'all'
left join {{ ref('metric_comparisons') }} as plain
    on
        like_for_like.metric_id = plain.metric_id
        and like_for_like.segment = plain.segment
        and like_for_like.severity = plain.severity
        and like_for_like.incident_class = plain.incident_class
        and like_for_like.service_tier = plain.service_tier
        and plain.comparison = 'before_after'
left join p90s
    on
        like_for_like.metric_id = p90s.metric_id
        and cells.segment_cell_id = p90s.segment_cell_id
where like_for_like.comparison = 'standardised'
