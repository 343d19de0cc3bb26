{#-
    What becomes of each raw row: the CTEs checked, versions and fates, to be
    put after a CTE of parsed rows. Adds row_fate (accepted, superseded, deleted,
    quarantined) and, for the quarantined, quarantine_rule and quarantine_column.

    parsed    name of the CTE with the typed columns; in an increment those of new rows
    key       columns that identify a record
    required  {column: type} in the order in which a missing one is named
    positive  columns that must be above zero
    parent    (relation, column): the record's parent must be in that relation
    unreadable_means_void  optional columns that quarantine the row when unreadable
-#}
{% macro row_fates(parsed, key, required, positive=[], parent=none, unreadable_means_void=[]) -%}
{#- when dbt parses too, so that it knows of the refs -#}
{%- if parent and (not execute or adds_to_last_build()) -%}
    {%- set changed = changed_parents(parent[1]) -%}
{%- endif -%}
checked as (

    select
        *,
        {{ first_problem(key, required, positive, unreadable_means_void) }} as problem
    from {{ parsed }}

),
{% if adds_to_last_build() %}
{{ reconsidered_rows(key, parent, changed) }}
{% endif %}
versions as (

    select
        *,
        row_number() over (
            partition by problem is null, {{ key | join(', ') }}
            order by updated_at desc nulls last, landing_order desc, source_row desc
        ) as version_rank
    from {{ 'candidates' if adds_to_last_build() else 'checked' }}

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
        end as quarantine_column,
        '{{ invocation_id }}' as build_id
    from versions
    {%- if parent %}
    left join {{ parent[0] }} as parents
        on versions.{{ parent[1] }} = parents.{{ parent[1] }}
    {%- endif %}

)
{%- endmacro %}

{#-
    In an increment: the new rows with those that were built before and whose fate may
    be another now, because a new row has their key or their parent has come or gone.
-#}
{% macro reconsidered_rows(key, parent, changed) -%}
{%- set judged = ['version_rank', 'row_fate', 'quarantine_rule', 'quarantine_column', 'build_id'] -%}
{% if parent -%}
parents_with_news as (

    select
        changed.{{ parent[1] }},
        parents.{{ parent[1] }} is not null as is_known
    from (
        {{ changed }}
    ) as changed
    left join {{ parent[0] }} as parents
        on changed.{{ parent[1] }} = parents.{{ parent[1] }}

),

{% endif -%}
-- few columns first, the whole rows only of what is found
rows_to_reconsider as (

    select
        staged.landing_order,
        staged.source_row
    from {{ this }} as staged
    inner join (
        select distinct {{ key | join(', ') }}
        from checked
        where problem is null
    ) as keys
        on
            {% for column in key -%}
            {{ 'and ' if not loop.first }}staged.{{ column }} = keys.{{ column }}
            {% endfor %}
    where staged.problem is null
    {%- if parent %}
    union
    select
        staged.landing_order,
        staged.source_row
    from {{ this }} as staged
    inner join parents_with_news
        on staged.{{ parent[1] }} = parents_with_news.{{ parent[1] }}
    where
        (staged.row_fate = 'accepted' and not parents_with_news.is_known)
        or (staged.quarantine_rule = 'unknown_parent' and parents_with_news.is_known)
    {%- endif %}

),

reconsidered as (

    select staged.*
    from {{ this }} as staged
    inner join rows_to_reconsider
        on
            staged.landing_order = rows_to_reconsider.landing_order
            and staged.source_row = rows_to_reconsider.source_row

),

candidates as (

    select * from checked
    union all
    select {{ all_columns_but(this, judged) }} from reconsidered

),
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
