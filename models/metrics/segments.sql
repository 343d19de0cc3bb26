-- The seven ways in which figures are cut.
with segments as (

    select
        listed.segment,
        listed.by_severity,
        listed.by_incident_class,
        listed.by_service_tier
    from (
        values
        ('all', false, false, false),
        ('severity', true, false, false),
        ('incident_class', false, true, false),
        ('service_tier', false, false, true),
        ('severity_incident_class', true, true, false),
        ('incident_class_service_tier', false, true, true),
        ('severity_incident_class_service_tier', true, true, true)
    ) as listed (segment, by_severity, by_incident_class, by_service_tier)

)

select
    segment,
    by_severity,
    by_incident_class,
    by_service_tier
from segments
