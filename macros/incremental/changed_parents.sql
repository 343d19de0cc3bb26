{#-
    The parents that this build has given a fate, whatever it was before: of them alone
    can a child's parent have come or gone.
-#}
{% macro changed_parents(key) -%}
    {%- set news = "build_id = '" ~ invocation_id ~ "'" -%}
    {%- if key == 'packet_id' -%}
    select packet_id from {{ ref('stg_standard__context_packets') }} where {{ news }}
    {%- elif key == 'action_id' -%}
    select action_id from {{ ref('stg_standard__actions') }} where {{ news }}
    {%- else -%}
    select incident_id from {{ ref('stg_standard__incidents') }} where {{ news }}
                union
                select 'servicenow:' || number as incident_id
                from {{ ref('stg_servicenow__incident_events') }}
                where {{ news }}
                union
                select incident_id from {{ ref('stg_statuspage__incidents') }} where {{ news }}
    {%- endif -%}
{%- endmacro %}
