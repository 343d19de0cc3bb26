{#-
    Cells are kept by what they hold: one with the same observations as in the last build
    has the same figures, though its period was touched.
-#}
{% macro forget_cells_with_other_contents() -%}
    {%- if adds_to_last_build() -%}
    delete from {{ this }} as kept
    where not exists (
        select 1
        from {{ ref('metric_cell_sums') }} as cells
        where {{ is_same_cell('kept', 'cells') }}
    )
    {%- endif -%}
{%- endmacro %}

{#- The CTEs changed_cells, of which there is something to compute, and observations:
    those of a kind of metric by cell, to be gathered and then narrowed down with
    is_changed_cell. Periods are asked for before the observations are spread over cells. -#}
{% macro observations_by_cell(kind) -%}
changed_cells as (

    select
        sums.metric_id,
        sums.period_name,
        sums.segment_cell_id
    from {{ ref('metric_cell_sums') }} as sums
    where
        {{ is_in_touched_period('sums.period_name') }}
        {%- if adds_to_last_build() %}
        and not exists (
            select 1
            from {{ this }} as kept
            where {{ is_same_cell('kept', 'sums') }}
        )
        {%- endif %}

),

observations as (

    select
        placed.metric_id,
        placed.period_name,
        members.segment_cell_id,
        placed.value
    from {{ ref('placed_observations') }} as placed
    inner join {{ ref('segment_cell_members') }} as members
        on placed.finest_cell_id = members.finest_cell_id
    where
        placed.kind = '{{ kind }}'
        and {{ is_in_touched_period('placed.period_name') }}

)
{%- endmacro %}

{% macro is_changed_cell(cell) -%}
    exists (
        select 1 as is_changed
        from changed_cells
        where
            changed_cells.metric_id = {{ cell }}.metric_id
            and changed_cells.period_name = {{ cell }}.period_name
            and changed_cells.segment_cell_id = {{ cell }}.segment_cell_id
    )
{%- endmacro %}

{% macro is_same_cell(kept, cell) -%}
    {{ kept }}.metric_id = {{ cell }}.metric_id
            and {{ kept }}.period_name = {{ cell }}.period_name
            and {{ kept }}.segment_cell_id = {{ cell }}.segment_cell_id
            and {{ kept }}.contents = {{ cell }}.contents
{%- endmacro %}
