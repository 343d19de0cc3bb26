-- The figure of each reported cell and the spread of its incidents around it:
-- residual_squares is sum (y - ratio * x)^2 over the incidents of the cell.
with moments as (

    select
        moments.*,
        members.segment_cell_id
    from {{ ref('finest_cell_moments') }} as moments
    inner join {{ ref('segment_cell_members') }} as members
        on moments.finest_cell_id = members.finest_cell_id
    where {{ is_in_touched_period('moments.period_name') }}

),

ratios as (

    select
        metric_id,
        period_name,
        segment_cell_id,
        cast(sum(n_incidents) as bigint) as n_incidents,
        cast(sum(n_observations) as bigint) as n_observations,
        cast(sum(n_open) as bigint) as n_open,
        sum(sum_value) as sum_value,
        sum(sum_y) as sum_y,
        sum(sum_x) as sum_x,
        sum(sum_y) / sum(sum_x) as ratio,
        bit_xor(contents) as contents
    from moments
    group by metric_id, period_name, segment_cell_id

),

residuals as (

    select
        moments.metric_id,
        moments.period_name,
        moments.segment_cell_id,
        sum({{ residual_squares('moments', 'ratios.ratio') }}) as residual_squares
    from moments
    inner join ratios
        on
            moments.metric_id = ratios.metric_id
            and moments.period_name = ratios.period_name
            and moments.segment_cell_id = ratios.segment_cell_id
    group by moments.metric_id, moments.period_name, moments.segment_cell_id

)

select
    ratios.*,
    residuals.residual_squares
from ratios
inner join residuals
    on
        ratios.metric_id = residuals.metric_id
        and ratios.period_name = residuals.period_name
        and ratios.segment_cell_id = residuals.segment_cell_id
