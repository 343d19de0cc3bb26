-- How far a comparison can be trusted: five factors of up to two points each.
with completeness as (

    select
        arms.comparison,
        completeness.metric_id,
        completeness.segment_cell_id,
        min(completeness.least_completeness) as least,
        max(completeness.greatest_completeness) as greatest,
        count(*) as n_arms
    from {{ ref('completeness') }} as completeness
    inner join {{ ref('comparison_designs') }} as arms
        on completeness.arm = arms.arm
    group by arms.comparison, completeness.metric_id, completeness.segment_cell_id

),

factors as (

    select
        verdicts.*,
        figures.baseline_value,
        figures.current_value,
        case
            when
                completeness.n_arms
                < case when verdicts.comparison = 'treated_vs_control' then 2 else 1 end
                then 0e0
            else completeness.least
        end as least_completeness,
        completeness.greatest as greatest_completeness,
        case
            when verdicts.kind in ('duration', 'rate')
                then exp(verdicts.change_high - verdicts.change_low)
            when
                figures.baseline_value + verdicts.change_low > 0e0
                and figures.baseline_value + verdicts.change_high > 0e0
                then
                    (figures.baseline_value + verdicts.change_high)
                    / (figures.baseline_value + verdicts.change_low)
        end as width
    from {{ ref('comparison_verdicts') }} as verdicts
    left join {{ ref('compared_values') }} as figures
        using (comparison, metric_id, segment_cell_id)
    left join completeness
        using (comparison, metric_id, segment_cell_id)

)

select
    *,
    case
        when kind = 'rate' then 2
        else greatest(
            0,
            {{ points('least_completeness', 0.9, 0.75) }}
            - case when greatest_completeness - least_completeness > 0.05e0 + 1e-12 then 1 else 0 end
        )
    end as points_completeness,
    {{ points('n_effective', 50, 20) }} as points_n,
    case
        when kind = 'rate' then 2 else {{ points('covered_weight', 0.9, 0.75) }}
    end as points_segmentation,
    case comparison
        when 'treated_vs_control' then 2
        when 'before_after' then 0
        else 1
    end as points_design,
    case when width <= 1.6e0 then 2 when width <= 2.5e0 then 1 else 0 end as points_width
from factors
