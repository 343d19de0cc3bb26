-- Verdicts that hold for all comparisons of a family together: with hundreds of cells,
-- some look changed by chance (Benjamini and Hochberg's false discovery rate).
with families as (

    select
        tests.*,
        cells.segment,
        case
            when cells.segment = 'all' and headlines.metric_id is not null then 'headline'
            else 'drill_down'
        end as family
    from {{ ref('comparison_tests') }} as tests
    inner join {{ ref('segment_cells') }} as cells
        on tests.segment_cell_id = cells.segment_cell_id
    left join {{ ref('headline_metrics') }} as headlines
        on tests.metric_id = headlines.metric_id

),

ranked as (

    select
        comparison,
        metric_id,
        segment_cell_id,
        family,
        p_value,
        count(*) over (partition by comparison, family) as n_tests,
        row_number() over (
            partition by comparison, family order by p_value, metric_id, segment_cell_id
        ) as p_rank
    from families
    where p_value is not null

),

adjusted as (

    select
        comparison,
        metric_id,
        segment_cell_id,
        least(
            1e0,
            min(p_value * n_tests / p_rank) over (
                partition by comparison, family
                order by p_rank
                rows between current row and unbounded following
            )
        ) as p_adjusted
    from ranked

)

select
    families.*,
    adjusted.p_adjusted,
    case
        when families.no_verdict is not null then families.no_verdict
        when adjusted.p_adjusted > 0.1e0 then 'no detectable change'
        when definitions.better = 'context' then 'changed'
        when (families.change > 0e0) = (definitions.better = 'up') then 'improved'
        else 'regressed'
    end as verdict
from families
inner join {{ ref('metric_definitions') }} as definitions
    on families.metric_id = definitions.metric_id
left join adjusted
    on
        families.comparison = adjusted.comparison
        and families.metric_id = adjusted.metric_id
        and families.segment_cell_id = adjusted.segment_cell_id
