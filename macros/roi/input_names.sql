{#- What a configured row is called wherever it is told which rows a figure rests on. -#}
{% macro downtime_input(costs) -%}
    'downtime cost: ' || {{ costs }}.component
    || ', ' || coalesce({{ costs }}.service_tier, 'any tier')
    || ', ' || coalesce({{ costs }}.severity, 'any severity')
    || {{ input_since(costs) }}
{%- endmacro %}

{% macro rate_input(rates) -%}
    'hourly rate: ' || {{ rates }}.role || {{ input_since(rates) }}
{%- endmacro %}

{% macro saving_input(savings) -%}
    'workflow saving: ' || {{ savings }}.feature
    || ', ' || coalesce({{ savings }}.responder_role, 'unknown role')
    || ', ' || coalesce({{ savings }}.time_sink, 'unknown sink')
{%- endmacro %}

{% macro recapture_input(bucket) -%}
    'recapture share: ' || {{ bucket }}
{%- endmacro %}

{% macro input_since(dated) -%}
    coalesce(', from ' || cast({{ dated }}.effective_from as {{ dbt.type_string() }}), '')
{%- endmacro %}
