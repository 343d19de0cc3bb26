-- Every comparison of proportions, ratios, durations and means on one scale: the
-- change, its margin, and what the change rests on.
with single_arms as (

    select
        *,
        cast(null as bigint) as n_control_baseline,
        cast(null as bigint) as n_control_current,
        cast(null as {{ type_double() }}) as change_control,
        least(n_baseline, n_current) as least_incidents
    from {{ ref('arm_comparisons') }}
    where comparison <> 'treated_vs_control'

),

treated as (

    select *
    from {{ ref('arm_comparisons') }}
    where arm = 'treated'

),

control as (

    select *
    from {{ ref('arm_comparisons') }}
    where arm = 'control'

),

two_arms as (

    select
        'treated_vs_control' as comparison,
        'treated' as arm,
        coalesce(treated.metric_id, control.metric_id) as metric_id,
        coalesce(treated.segment_cell_id, control.segment_cell_id) as segment_cell_id,
        coalesce(treated.n_baseline, 0) as n_baseline,
        coalesce(treated.n_current, 0) as n_current,
        coalesce(treated.n_outliers, 0) + coalesce(control.n_outliers, 0) as n_outliers,
        greatest(treated.design_effect, control.design_effect) as design_effect,
        least(coalesce(treated.n_effective, 0e0), coalesce(control.n_effective, 0e0))
            as n_effective,
        case
            when treated.level_rank is not null and control.level_rank is not null
                then greatest(treated.level_rank, control.level_rank)
        end as level_rank,
        least(coalesce(treated.covered_weight, 0e0), coalesce(control.covered_weight, 0e0))
            as covered_weight,
        {{ zero_when_tiny('(treated.change - control.change)') }} as change,
        case
            when
                treated.degrees_of_freedom is not null
                and control.degrees_of_freedom is not null
                then least(treated.degrees_of_freedom, control.degrees_of_freedom)
        end as degrees_of_freedom,
        treated.squared_margin + control.squared_margin as squared_margin,
        treated.change_without_outliers - control.change_without_outliers
            as change_without_outliers,
        coalesce(control.n_baseline, 0) as n_control_baseline,
        coalesce(control.n_current, 0) as n_control_current,
        control.change as change_control,
        least(
            coalesce(treated.n_baseline, 0),
            coalesce(treated.n_current, 0),
            coalesce(control.n_baseline, 0),
            coalesce(control.n_current, 0)
        ) as least_incidents
    from treated
    full outer join control
        on
            treated.metric_id = control.metric_id
            and treated.segment_cell_id = control.segment_cell_id

)

select
    *,
    {{ zero_when_tiny('sqrt(squared_margin)') }} as margin
from single_arms
union all
select
    *,
    {{ zero_when_tiny('sqrt(squared_margin)') }} as margin
from two_arms
