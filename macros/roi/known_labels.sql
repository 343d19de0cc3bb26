{#- A responder role, or 'unknown' where it is none of the known ones. -#}
{% macro known_role(column) -%}
    case
        when {{ column }} in (
            'primary_responder',
            'incident_commander',
            'comms_lead',
            'scribe',
            'secondary_responder'
        ) then {{ column }}
        else 'unknown'
    end
{%- endmacro %}

{#- A time sink, or 'unknown' where it is none of the known ones. -#}
{% macro known_time_sink(column) -%}
    case
        when {{ column }} in (
            'evidence_gathering',
            'context_explanation',
            'drafting_updates',
            'timeline_reconstruction',
            'chasing_ownership'
        ) then {{ column }}
        else 'unknown'
    end
{%- endmacro %}
