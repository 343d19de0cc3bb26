-- Each arm of each comparison: how many incidents, the change at the level that fits,
-- with and without outliers.
with counts as (

    select
        arm,
        metric_id,
        segment_cell_id,
        sum(case when window_name = 'baseline' then n_incidents else 0 end) as n_baseline,
        sum(case when window_name = 'current' then n_incidents else 0 end) as n_current,
        sum(n_outliers) as n_outliers,
        max(design_effect) as design_effect,
        min(n_incidents / design_effect) as n_effective
    from {{ ref('design_effects') }}
    group by arm, metric_id, segment_cell_id

),

choices as (

    select
        metric_id,
        variant,
        arm,
        segment_cell_id,
        level_rank,
        covered_weight,
        'chosen' as choice
    from {{ ref('level_choices') }}
    union all
    select distinct
        metric_id,
        variant,
        arm,
        segment_cell_id,
        0 as level_rank,
        1e0 as covered_weight,
        'whole' as choice
    from {{ ref('cell_pairs') }}

),

changes as (

    select
        choices.metric_id,
        choices.variant,
        choices.arm,
        choices.segment_cell_id,
        choices.choice,
        choices.level_rank,
        choices.covered_weight,
        changes.change,
        changes.degrees_of_freedom,
        changes.squared_margin
    from choices
    left join {{ ref('arm_changes') }} as changes
        using (metric_id, variant, arm, segment_cell_id, level_rank)

)

select
    designs.comparison,
    designs.arm,
    counts.metric_id,
    counts.segment_cell_id,
    cast(counts.n_baseline as bigint) as n_baseline,
    cast(counts.n_current as bigint) as n_current,
    cast(counts.n_outliers as bigint) as n_outliers,
    counts.design_effect,
    case
        when counts.n_baseline > 0 and counts.n_current > 0 then counts.n_effective
        else 0e0
    end as n_effective,
    changes.level_rank,
    case
        when designs.comparison = 'before_after' then 1e0
        else coalesce(changes.covered_weight, 0e0)
    end as covered_weight,
    {{ zero_when_tiny('changes.change') }} as change,
    changes.degrees_of_freedom,
    changes.squared_margin,
    case
        when counts.n_outliers > 0 then {{ zero_when_tiny('trimmed.change') }}
        else {{ zero_when_tiny('changes.change') }}
    end as change_without_outliers
from {{ ref('comparison_designs') }} as designs
inner join counts
    on designs.arm = counts.arm
left join changes
    on
        counts.arm = changes.arm
        and counts.metric_id = changes.metric_id
        and counts.segment_cell_id = changes.segment_cell_id
        and changes.variant = 'all'
        and (designs.comparison = 'before_after') = (changes.choice = 'whole')
left join changes as trimmed
    on
        counts.arm = trimmed.arm
        and counts.metric_id = trimmed.metric_id
        and counts.segment_cell_id = trimmed.segment_cell_id
        and trimmed.variant = 'without_outliers'
        and (designs.comparison = 'before_after') = (trimmed.choice = 'whole')
