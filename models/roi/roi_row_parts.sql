-- The totals and parts of each comparing row: its total; the three phases of mitigation;
-- the functions of overhead; every role x sink that occurs in its cells.
{%- set fixed_parts = [
    ('mitigation_phases', 'start_to_detection', 'all'),
    ('mitigation_phases', 'detection_to_engaged_owner', 'all'),
    ('mitigation_phases', 'engaged_owner_to_mitigation', 'all'),
    ('overhead_hours', 'overhead_hours', 'support'),
    ('overhead_hours', 'overhead_hours', 'customer_success'),
    ('overhead_hours', 'overhead_hours', 'leadership'),
] %}
select
    rows_.roi_row_id,
    measures.component,
    'all' as role
from {{ ref('roi_rows') }} as rows_
inner join {{ ref('roi_measures') }} as measures
    on rows_.measure = measures.measure
where measures.component is not null
union all
{% for measure, component, role in fixed_parts -%}
select
    roi_row_id,
    '{{ component }}' as component,
    '{{ role }}' as role
from {{ ref('roi_rows') }}
where measure = '{{ measure }}'
union all
{% endfor -%}
select distinct
    cells.roi_row_id,
    moments.component,
    moments.role
from {{ ref('roi_row_members') }} as cells
inner join {{ ref('roi_amount_moments') }} as moments
    on
        cells.measure = moments.measure
        and cells.severity = moments.severity
        and cells.incident_class = moments.incident_class
        and cells.service_tier = moments.service_tier
        and moments.period_name in ('baseline', cells.period_name)
-- the total is there already
where cells.measure = 'responder_time' and moments.role <> 'all'
