-- The incidents of the baseline and of each period, with their cell. Counted: AI was
-- active for them, whether anybody used it or not; counting only where people chose to
-- use AI would credit AI with their choice. An incident of the baseline is in no period.
with placed as (

    select
        cells.incident_id,
        cells.period,
        cells.period_name,
        finest_cells.severity,
        finest_cells.incident_class,
        finest_cells.service_tier,
        finest_cells.is_ai_used,
        incidents.is_ai_active,
        incidents.started_on
    from {{ ref('incident_cells') }} as cells
    inner join {{ ref('finest_cells') }} as finest_cells
        on cells.finest_cell_id = finest_cells.finest_cell_id
    inner join {{ ref('incidents') }} as incidents
        on cells.incident_id = incidents.incident_id

),

baseline as (

    select * from placed
    where period = 'window' and period_name = 'baseline'

)

select
    baseline.incident_id,
    baseline.period_name,
    baseline.severity,
    baseline.incident_class,
    baseline.service_tier,
    baseline.is_ai_used,
    true as is_counted,
    baseline.started_on
from baseline
union all
select
    placed.incident_id,
    placed.period_name,
    placed.severity,
    placed.incident_class,
    placed.service_tier,
    placed.is_ai_used,
    placed.is_ai_active as is_counted,
    placed.started_on
from placed
inner join {{ ref('roi_periods') }} as periods
    on placed.period_name = periods.period_name
left join baseline
    on placed.incident_id = baseline.incident_id
where baseline.incident_id is null
