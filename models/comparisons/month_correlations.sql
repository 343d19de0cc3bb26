-- How much incidents of one month resemble each other: the intraclass correlation, by
-- one-way analysis of variance over the months within each cell of a kind of segment,
-- pooled over the cells.
with members as (

    select
        moments.*,
        cells.segment,
        cells.segment_cell_id
    from {{ ref('month_deviations') }} as moments
    inner join {{ ref('segment_cell_members') }} as member
        on moments.finest_cell_id = member.finest_cell_id
    inner join {{ ref('segment_cells') }} as cells
        on member.segment_cell_id = cells.segment_cell_id
    where cells.attribution = 'all'

),

month_means as (

    select
        metric_id,
        segment,
        segment_cell_id,
        month,
        sum(n_incidents) as n_incidents,
        sum(n_incidents * mean_deviation) / sum(n_incidents) as mean_deviation
    from members
    group by metric_id, segment, segment_cell_id, month

),

within_months as (

    select
        members.metric_id,
        members.segment,
        sum(
            members.squares + members.n_incidents
            * power(members.mean_deviation - month_means.mean_deviation, 2)
        ) as squares
    from members
    inner join month_means
        using (metric_id, segment, segment_cell_id, month)
    group by members.metric_id, members.segment

),

cell_means as (

    select
        metric_id,
        segment,
        segment_cell_id,
        count(*) as n_months,
        sum(n_incidents) as n_incidents,
        sum(n_incidents * n_incidents) * 1e0 / sum(n_incidents) as mean_month_size,
        sum(n_incidents * mean_deviation) / sum(n_incidents) as mean_deviation
    from month_means
    group by metric_id, segment, segment_cell_id

),

between_months as (

    select
        month_means.metric_id,
        month_means.segment,
        sum(
            month_means.n_incidents
            * power(month_means.mean_deviation - cell_means.mean_deviation, 2)
        ) as squares
    from month_means
    inner join cell_means using (metric_id, segment, segment_cell_id)
    group by month_means.metric_id, month_means.segment

),

sizes as (

    select
        metric_id,
        segment,
        sum(n_months - 1) as between_degrees,
        sum(n_incidents) - sum(n_months) as within_degrees,
        (sum(n_incidents) - sum(mean_month_size)) / nullif(sum(n_months - 1), 0) as n0
    from cell_means
    group by metric_id, segment

),

mean_squares as (

    select
        sizes.*,
        between_months.squares / nullif(sizes.between_degrees, 0) as between_square,
        within_months.squares / nullif(sizes.within_degrees, 0) as within_square
    from sizes
    inner join between_months using (metric_id, segment)
    inner join within_months using (metric_id, segment)

)

select
    metric_id,
    segment,
    coalesce(
        greatest(
            0e0,
            (between_square - within_square)
            / nullif(between_square + (n0 - 1e0) * within_square, 0e0)
        ),
        0e0
    ) as icc
from mean_squares
