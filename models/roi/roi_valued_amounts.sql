-- What each compared incident took: the total of its parts, whose spread is that of the
-- incident as a whole, and the parts themselves where the ledger shows them. What has no
-- parts is its own total.
select
    roi_cell_id,
    is_baseline,
    incident_id,
    component,
    'all' as role,
    quantity,
    cost_low,
    cost_high
from {{ ref('roi_valued_parts') }}
where measure in ('time_to_mitigate', 'compliance_hours', 'missing_update_escalations')
union all
select
    parts.roi_cell_id,
    parts.is_baseline,
    parts.incident_id,
    measures.component,
    'all' as role,
    sum(parts.quantity) as quantity,
    sum(parts.cost_low) as cost_low,
    sum(parts.cost_high) as cost_high
from {{ ref('roi_valued_parts') }} as parts
inner join {{ ref('roi_measures') }} as measures
    on parts.measure = measures.measure
where parts.measure in ('responder_time', 'overhead_hours')
group by parts.roi_cell_id, parts.is_baseline, parts.incident_id, measures.component
union all
select
    roi_cell_id,
    is_baseline,
    incident_id,
    component,
    role,
    quantity,
    cost_low,
    cost_high
from {{ ref('roi_valued_parts') }}
where measure in ('mitigation_phases', 'responder_time', 'overhead_hours')
