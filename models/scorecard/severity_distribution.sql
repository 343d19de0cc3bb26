-- How severe the incidents of a class are: the whole distribution behind sev1_share.
-- Segments are those without severity, which is what is distributed.
with placed as (

    select
        period_name,
        finest_cell_id,
        count(*) as n_incidents
    from {{ ref('incident_cells') }}
    group by period_name, finest_cell_id

),

counts as (

    select
        frame.period,
        frame.period_name,
        frame.period_start,
        frame.period_end,
        frame.segment,
        frame.incident_class,
        frame.service_tier,
        finest_cells.severity,
        cast(sum(placed.n_incidents) as bigint) as n_incidents
    from placed
    inner join {{ ref('finest_cells') }} as finest_cells
        on placed.finest_cell_id = finest_cells.finest_cell_id
    inner join {{ ref('breakdown_cells') }} as frame
        on
            placed.period_name = frame.period_name
            and placed.finest_cell_id = frame.finest_cell_id
    where frame.severity = 'all'
    group by
        frame.period,
        frame.period_name,
        frame.period_start,
        frame.period_end,
        frame.segment,
        frame.incident_class,
        frame.service_tier,
        finest_cells.severity

)

select
    *,
    n_incidents * 1e0 / sum(n_incidents) over (
        partition by period_name, segment, incident_class, service_tier
    ) as share
from counts
