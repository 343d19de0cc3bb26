-- Which finest cell and which periods each countable incident belongs to.
select
    incidents.incident_id,
    periods.period,
    periods.period_name,
    finest_cells.finest_cell_id,
    incidents.month,
    incidents.resolved_at is null as is_open
from {{ ref('incidents') }} as incidents
inner join {{ ref('reporting_periods') }} as periods
    on
        incidents.started_on >= periods.period_start
        and incidents.started_on < periods.period_end
inner join {{ ref('finest_cells') }} as finest_cells
    on
        incidents.severity = finest_cells.severity
        and incidents.incident_class = finest_cells.incident_class
        and incidents.service_tier = finest_cells.service_tier
        and incidents.is_ai_used = finest_cells.is_ai_used
where incidents.is_countable
