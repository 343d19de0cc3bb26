-- Which metrics are measured, and which capture holds each of them back most?
-- What few incidents call for, such as a rollback or a sample of hours, is never complete.
with captures as (

    select
        capability,
        metric_ids,
        how_to_capture,
        sum(n_captured) * 1e0 / sum(n_expected) as completeness
    from {{ ref('instrumentation_coverage') }}
    where metric_ids is not null
    group by capability, metric_ids, how_to_capture

),

needs as (

    select
        metrics.layer,
        metrics.metric_id,
        metrics.is_measured,
        metrics.n_incidents,
        captures.capability as weakest_capture,
        captures.completeness,
        captures.how_to_capture,
        row_number() over (
            partition by metrics.metric_id
            order by captures.completeness, captures.capability
        ) as weakness_rank
    from {{ ref('metric_coverage') }} as metrics
    inner join captures
        on ' ' || captures.metric_ids || ' ' like '% ' || metrics.metric_id || ' %'

)

select
    layer,
    metric_id,
    is_measured,
    n_incidents,
    weakest_capture,
    cast(completeness as decimal(18, 2)) as completeness,
    how_to_capture
from needs
where weakness_rank = 1
order by is_measured, completeness, metric_id
