-- Which row of the ledger each cell belongs to: its own where it has enough incidents to
-- compare, else one with the other small cells around it. Severity is never pooled, and
-- no cell is in two rows. 'all' in a row's label means the cells that have no row of
-- their own.
with cells as (

    select
        cells.*,
        measures.bucket,
        case when cells.is_compared then cells.n_baseline else 0 end as n_compared_baseline,
        case when cells.is_compared then cells.n_current else 0 end as n_compared_current
    from {{ ref('roi_cells') }} as cells
    inner join {{ ref('roi_measures') }} as measures
        on cells.measure = measures.measure
    -- the phases of mitigation stand in the rows of their total
    where cells.measure <> 'mitigation_phases'

),

-- downtime: severity x class x tier; responder time: class; overhead: severity
narrow as (

    select
        *,
        case when bucket = 'reclaimed_time' then 'all' else severity end as row_severity,
        case when bucket = 'reduced_overhead' then 'all' else incident_class end as row_class,
        case when bucket = 'avoided_downtime' then service_tier else 'all' end as row_tier
    from cells

),

first_pooling as (

    select
        *,
        sum(n_compared_baseline) over (
            partition by measure, period_name, row_severity, row_class, row_tier
        ) >= 10
        and sum(n_compared_current) over (
            partition by measure, period_name, row_severity, row_class, row_tier
        ) >= 10 as has_enough
    from narrow

),

wider as (

    select
        *,
        has_enough as had_enough,
        case
            when has_enough or bucket = 'avoided_downtime' then row_class else 'all'
        end as wider_class,
        case when has_enough then row_tier else 'all' end as wider_tier
    from first_pooling

),

second_pooling as (

    select
        *,
        sum(n_compared_baseline) over (
            partition by
                measure, period_name, row_severity, wider_class, wider_tier, had_enough
        ) >= 10
        and sum(n_compared_current) over (
            partition by
                measure, period_name, row_severity, wider_class, wider_tier, had_enough
        ) >= 10 as has_enough_wider
    from wider

)

select
    measure,
    period_name,
    severity,
    incident_class,
    service_tier,
    row_severity,
    case when has_enough_wider then wider_class else 'all' end as row_class,
    case when has_enough_wider then wider_tier else 'all' end as row_tier
from second_pooling
