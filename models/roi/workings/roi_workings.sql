-- What each compared line of the ledger is made of, cell by cell: enough to compute it
-- again by hand. Lines of both attributions share the cells; the trend, where there is
-- one, is what sets them apart.
with lines as (

    select
        roi_row_id,
        component,
        role
    from {{ ref('roi_lines') }}
    where attribution = 'before_after'

)

select
    measures.bucket,
    moments.component,
    measures.method,
    rows_.period_name,
    rows_.row_severity as severity,
    rows_.row_class as incident_class,
    rows_.row_tier as service_tier,
    moments.role,
    cells.severity as cell_severity,
    cells.incident_class as cell_class,
    cells.service_tier as cell_tier,
    moments.valuation,
    moments.weight,
    cast(moments.n_baseline as bigint) as n_baseline,
    moments.mean_baseline,
    moments.squares_baseline,
    cast(moments.n_current as bigint) as n_current,
    moments.mean_current,
    moments.squares_current,
    cast(cells.n_applied as bigint) as n_applied,
    trends.rho,
    trends.rho_low,
    trends.rho_high
from {{ ref('roi_cell_moments') }} as moments
inner join lines
    on
        moments.roi_row_id = lines.roi_row_id
        and moments.component = lines.component
        and moments.role = lines.role
inner join {{ ref('roi_row_members') }} as cells
    on moments.roi_cell_id = cells.roi_cell_id
inner join {{ ref('roi_rows') }} as rows_
    on moments.roi_row_id = rows_.roi_row_id
inner join {{ ref('roi_measures') }} as measures
    on rows_.measure = measures.measure
left join {{ ref('roi_trends') }} as trends
    on
        rows_.measure = trends.measure
        and rows_.period_name = trends.period_name
