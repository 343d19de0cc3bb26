-- Mean and spread of each total and part in each compared cell, before and during. An
-- incident that was measured without the part spent nothing on it: the zeros enter by
-- their number, which is as exact as writing them out.
{% set valuations = ['quantity', 'cost_low', 'cost_high'] %}
with parts as (

    {% for valuation in valuations -%}
    select
        roi_row_id,
        component,
        role,
        '{{ valuation }}' as valuation
    from {{ ref('roi_row_parts' if valuation == 'quantity' else 'roi_priced_parts') }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {% endfor %}
),

sides as (

    select * from {{ ref('roi_side_moments') }}

),

filled as (

    select
        weights.roi_row_id,
        weights.roi_cell_id,
        weights.valuation,
        weights.weight,
        weights.n_baseline,
        weights.n_current,
        parts.component,
        parts.role,
        coalesce(before.n_incidents, 0) as k_baseline,
        coalesce(before.mean_amount, 0e0) as mean_baseline,
        coalesce(before.squares, 0e0) as squares_baseline,
        coalesce(during.n_incidents, 0) as k_current,
        coalesce(during.mean_amount, 0e0) as mean_current,
        coalesce(during.squares, 0e0) as squares_current
    from {{ ref('roi_cell_weights') }} as weights
    inner join parts
        on
            weights.roi_row_id = parts.roi_row_id
            and weights.valuation = parts.valuation
    left join sides as before
        on
            weights.roi_cell_id = before.roi_cell_id
            and weights.valuation = before.valuation
            and parts.component = before.component
            and parts.role = before.role
            and before.is_baseline
    left join sides as during
        on
            weights.roi_cell_id = during.roi_cell_id
            and weights.valuation = during.valuation
            and parts.component = during.component
            and parts.role = during.role
            and not during.is_baseline

)

select
    roi_row_id,
    roi_cell_id,
    component,
    role,
    valuation,
    weight,
    n_baseline,
    n_current,
    mean_baseline * k_baseline / n_baseline as mean_baseline,
    squares_baseline
    + mean_baseline * mean_baseline * k_baseline * (n_baseline - k_baseline) / n_baseline
        as squares_baseline,
    mean_current * k_current / n_current as mean_current,
    squares_current
    + mean_current * mean_current * k_current * (n_current - k_current) / n_current
        as squares_current
from filled
