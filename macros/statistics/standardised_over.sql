{#-
    The name of the level at which like was compared with like. A row as fine as the
    level is its own single cell. Null at level 0 and where nothing was compared.
-#}
{% macro standardised_over(level_rank, segment) -%}
    case {{ level_rank }}
        when 1 then 'severity_incident_class_service_tier'
        when 2
            then
                case
                    when {{ segment }} = 'severity_incident_class_service_tier' then {{ segment }}
                    else 'severity_incident_class'
                end
        when 3
            then case when {{ segment }} like 'severity%' then {{ segment }} else 'severity' end
    end
{%- endmacro %}
