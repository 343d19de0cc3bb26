-- At which level each row is compared: the finest whose cells in both windows carry at
-- least 80 % of the row's weight, else by severity.
with totals as (

    select
        metric_id,
        variant,
        arm,
        segment_cell_id,
        level_rank,
        sum(
            case
                when (arm = 'used') = (window_name = 'current') then sum_x else 0e0
            end
        ) as weight
    from {{ ref('level_cells') }}
    group by metric_id, variant, arm, segment_cell_id, level_rank
    -- a row that one of the windows lacks is not compared at any level
    having count(distinct window_name) = 2

),

pairs as (

    select
        metric_id,
        variant,
        arm,
        segment_cell_id,
        level_rank,
        sum(weight) as weight
    from {{ ref('cell_pairs') }}
    group by metric_id, variant, arm, segment_cell_id, level_rank

),

covered as (

    select
        totals.metric_id,
        totals.variant,
        totals.arm,
        totals.segment_cell_id,
        totals.level_rank,
        coalesce(pairs.weight / totals.weight, 0e0) as covered_weight
    from totals
    left join pairs
        using (metric_id, variant, arm, segment_cell_id, level_rank)
    where totals.level_rank > 0

),

ranked as (

    select
        *,
        row_number() over (
            partition by metric_id, variant, arm, segment_cell_id
            order by
                case when covered_weight >= 0.8e0 then level_rank else 3 end,
                level_rank desc
        ) as choice
    from covered
    where covered_weight >= 0.8e0 or level_rank = 3

)

select
    metric_id,
    variant,
    arm,
    segment_cell_id,
    level_rank,
    covered_weight
from ranked
where choice = 1
