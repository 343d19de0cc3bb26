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

{% macro is_not_kept(cell) -%}
    {%- if adds_to_last_build() -%}
    not exists (
            select 1
            from {{ this }} as kept
            where {{ is_same_cell('kept', cell) }}
        )
    {%- else -%}
    true
    {%- endif -%}
{%- endmacro %}

{% macro is_same_cell(kept, cell) -%}
    {{ kept }}.metric_id = {{ cell }}.metric_id
            and {{ kept }}.period_name = {{ cell }}.period_name
            and {{ kept }}.segment_cell_id = {{ cell }}.segment_cell_id
            and {{ kept }}.contents = {{ cell }}.contents
{%- endmacro %}
