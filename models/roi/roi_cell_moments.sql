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

-- a part costs what its role does; minutes of downtime stand for themselves, for their
-- price is in the weight
scaled as (

    select
        cells.roi_cell_id,
        moments.period_name = 'baseline' as is_baseline,
        moments.component,
        -- compliance has no parts: its one function is its total
        case when moments.role = 'compliance' then 'all' else moments.role end as role,
        moments.n_incidents,
        moments.mean_amount,
        moments.squares,
        1e0 / cells.units_per_quantity as quantity_scale,
        case
            when cells.measure = 'time_to_mitigate' then 1e0 else rates.unit_cost_low
        end as cost_low_scale,
        case
            when cells.measure = 'time_to_mitigate' then 1e0 else rates.unit_cost_high
        end as cost_high_scale
    from {{ ref('roi_row_members') }} as cells
    inner join {{ ref('roi_amount_moments') }} as moments
        on
            cells.measure = moments.measure
            and cells.severity = moments.severity
            and cells.incident_class = moments.incident_class
            and cells.service_tier = moments.service_tier
            and moments.period_name in ('baseline', cells.period_name)
    left join {{ ref('roi_row_rates') }} as rates
        on
            cells.roi_row_id = rates.roi_row_id
            and moments.role = rates.role
    where cells.is_compared

),

total_costs as (

    select
        roi_cell_id,
        is_baseline,
        component,
        count(*) as n_incidents,
        avg(cost_low) as mean_cost_low,
        count(*) * var_pop(cost_low) as squares_cost_low,
        avg(cost_high) as mean_cost_high,
        count(*) * var_pop(cost_high) as squares_cost_high
    from {{ ref('roi_total_costs') }}
    group by roi_cell_id, is_baseline, component

),

sides as (

    {% for valuation in valuations -%}
    select
        roi_cell_id,
        is_baseline,
        component,
        role,
        '{{ valuation }}' as valuation,
        n_incidents,
        mean_amount * {{ valuation }}_scale as mean_amount,
        squares * {{ valuation }}_scale * {{ valuation }}_scale as squares
    from scaled
    where {{ valuation }}_scale is not null
    union all
    {% endfor -%}
    {% for valuation in valuations if valuation != 'quantity' -%}
    select
        roi_cell_id,
        is_baseline,
        component,
        'all' as role,
        '{{ valuation }}' as valuation,
        n_incidents,
        mean_{{ valuation }} as mean_amount,
        squares_{{ valuation }} as squares
    from total_costs
    {%- if not loop.last %}
    union all
    {%- endif %}
    {% endfor %}
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
