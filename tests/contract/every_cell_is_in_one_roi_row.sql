-- Pooling neither loses a cell nor takes one twice: the headline rows of a period hold as
-- many cells as the period counts incidents in, measure by measure.
with cells as (

    select
        period_name,
        count(*) as n_cells
    from (
        select distinct
            period_name,
            severity,
            incident_class,
            service_tier
        from {{ ref('roi_incidents') }}
        where is_counted and period_name <> 'baseline'
    ) as counted
    group by period_name

),

held as (

    select
        period_name,
        bucket,
        component,
        sum(n_cells) as n_cells
    from {{ ref('roi_ranges') }}
    where is_headline and attribution <> 'direct'
    group by period_name, bucket, component

)

select
    held.period_name,
    held.bucket,
    held.component,
    held.n_cells as n_cells_held,
    cells.n_cells
from held
left join cells
    on held.period_name = cells.period_name
where cells.n_cells is null or held.n_cells <> cells.n_cells
