-- The seven ways in which figures are cut.
select
    'all' as segment,
    false as by_severity,
    false as by_incident_class,
    false as by_service_tier
union all
select 'severity', true, false, false
union all
select 'incident_class', false, true, false
union all
select 'service_tier', false, false, true
union all
select 'severity_incident_class', true, true, false
union all
select 'incident_class_service_tier', false, true, true
union all
select 'severity_incident_class_service_tier', true, true, true
