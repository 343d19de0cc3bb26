{#-
    What becomes of each raw row: the CTEs checked, versions and fates, to be
    put after a CTE of parsed rows. Adds row_fate (accepted, superseded, deleted,
    quarantined) and, for the quarantined, quarantine_rule and quarantine_column.

    parsed    name of the CTE with the typed columns
    key       columns that identify a record
    required  {column: type} in the order in which a missing one is named
    positive  columns that must be above zero
    parent    (relation, column): the record's parent must be in that relation
    unreadable_means_void  optional columns that quarantine the row when unreadable
-#}
{% macro row_fates(parsed, key, required, positive=[], parent=none, unreadable_means_void=[]) -%}
checked as (

    select
        *,
        {{ first_problem(key, required, positive, unreadable_means_void) }} as problem
    from {{ parsed }}

),

versions as (

    select
        *,
        row_number() over (
            partition by problem is null, {{ key | join(', ') }}
            order by updated_at desc nulls last, landing_order desc, source_row desc
        ) as version_rank
    from checked

),

fates as (

    select
        versions.*,
        case
            when versions.problem is not null then 'quarantined'
            when versions.version_rank > 1 then 'superseded'
            when versions.is_deleted then 'deleted'
            {%- if parent %}
            when parents.{{ parent[1] }} is null then 'quarantined'
            {%- endif %}
            else 'accepted'
        end as row_fate,
        case
            when versions.problem is not null
                then split_part(versions.problem, ':', 1)
            {%- if parent %}
            when
                versions.version_rank = 1
                and not coalesce(versions.is_deleted, false)
                and parents.{{ parent[1] }} is null
                then 'unknown_parent'
            {%- endif %}
        end as quarantine_rule,
        case
            when versions.problem is not null
                then nullif(split_part(versions.problem, ':', 2), '')
            {%- if parent %}
            when
                versions.version_rank = 1
                and not coalesce(versions.is_deleted, false)
                and parents.{{ parent[1] }} is null
                then '{{ parent[1] }}'
            {%- endif %}
        end as quarantine_column
    from versions
    {%- if parent %}
    left join {{ parent[0] }} as parents
        on versions.{{ parent[1] }} = parents.{{ parent[1] }}
    {%- endif %}

)
{%- endmacro %}

{#- The first reason to set a row aside, as rule:column. A tombstone needs its key alone. -#}
{% macro first_problem(key, required, positive, unreadable_means_void) -%}
    case
            when unreadable_line is not null then 'unreadable_line:'
            {%- for column, type in required.items() %}
            {%- set unless_deleted = '' if column in key else ' and not coalesce(is_deleted, false)' %}
            {%- if type != 'string' %}
            when {{ column }}_unparseable is not null{{ unless_deleted }}
                then 'unparseable_required:{{ column }}'
            {%- endif %}
            when {{ column }} is null{{ unless_deleted }}
                then 'missing_required:{{ column }}'
            {%- endfor %}
            {%- for column in unreadable_means_void %}
            when {{ column }}_unparseable is not null and not coalesce(is_deleted, false)
                then 'unparseable_required:{{ column }}'
            {%- endfor %}
            {%- for column in positive %}
            when {{ column }} <= 0 and not coalesce(is_deleted, false)
                then 'not_positive:{{ column }}'
            {%- endfor %}
        end
{%- endmacro %}
