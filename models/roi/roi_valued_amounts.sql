-- What each compared incident took: the total of its parts, whose spread is that of the
-- incident as a whole, and the parts themselves where the ledger shows them.
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
where measures.component is not null
group by parts.roi_cell_id, parts.is_baseline, parts.incident_id, measures.component
union all
select
    parts.roi_cell_id,
    parts.is_baseline,
    parts.incident_id,
    parts.component,
    parts.role,
    parts.quantity,
    parts.cost_low,
    parts.cost_high
from {{ ref('roi_valued_parts') }} as parts
where parts.measure in ('mitigation_phases', 'responder_time', 'overhead_hours')
