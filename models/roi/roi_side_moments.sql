-- Mean and spread of each total and part in each compared cell, as the quantity of the
-- ledger and in money: the baseline and the period are sides of a cell. Incidents that
-- were measured without the part are not among them.
{% set valuations = ['quantity', 'cost_low', 'cost_high'] %}
with scaled as (

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
        -- a part costs what its role does; minutes of downtime stand for themselves, for
        -- their price is in the weight
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

)

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
