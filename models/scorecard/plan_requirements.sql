-- What each step of the plan needs, and whether it is there: a metric is when it has
-- figures, a capture when any incident has it.
with requirements as (

    select
        metric_id as requirement_id,
        name as requirement_name,
        is_measured as is_there,
        reason as what_to_do
    from {{ ref('metric_coverage') }}
    union all
    select
        captures.capture_id as requirement_id,
        captures.capture_name as requirement_name,
        coalesce(sum(coverage.n_captured), 0) > 0 as is_there,
        captures.how_to_capture as what_to_do
    from {{ ref('captures') }} as captures
    left join {{ ref('instrumentation_coverage') }} as coverage
        on captures.capture_id = coverage.capability
    group by captures.capture_id, captures.capture_name, captures.how_to_capture

)

select
    steps.phase,
    steps.step,
    requirements.requirement_id,
    requirements.requirement_name,
    requirements.is_there,
    requirements.what_to_do
from {{ ref('plan_steps') }} as steps
inner join requirements
    on ' ' || steps.requires || ' ' like '% ' || requirements.requirement_id || ' %'
