-- The totals and parts of each comparing row: its total; the three phases of mitigation;
-- every role x sink and every function that occurs in its cells.
select
    rows_.roi_row_id,
    measures.component,
    'all' as role
from {{ ref('roi_rows') }} as rows_
inner join {{ ref('roi_measures') }} as measures
    on rows_.measure = measures.measure
where measures.component is not null
union all
{% for phase in [
    'start_to_detection', 'detection_to_engaged_owner', 'engaged_owner_to_mitigation',
] -%}
select
    rows_.roi_row_id,
    '{{ phase }}' as component,
    'all' as role
from {{ ref('roi_rows') }} as rows_
where rows_.measure = 'mitigation_phases'
union all
{% endfor -%}
select distinct
    cells.roi_row_id,
    amounts.component,
    amounts.role
from {{ ref('roi_row_members') }} as cells
inner join {{ ref('roi_incidents') }} as incidents
    on
        cells.severity = incidents.severity
        and cells.incident_class = incidents.incident_class
        and cells.service_tier = incidents.service_tier
        and incidents.period_name in ('baseline', cells.period_name)
inner join {{ ref('roi_amounts') }} as amounts
    on
        cells.measure = amounts.measure
        and incidents.incident_id = amounts.incident_id
where
    incidents.is_counted
    and cells.measure in ('responder_time', 'overhead_hours', 'compliance_hours')
