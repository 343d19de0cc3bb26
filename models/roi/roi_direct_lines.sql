-- Time saved as recorded or as assumed per use, by class and, of that, by role and time
-- sink. Nothing is compared, so there is nothing to pool and no margin: low and high
-- differ by what was assumed.
with entries as (

    select
        *,
        count(*) over (
            partition by method, period_name, incident_class
        ) as n_expected,
        sum(
            case
                when method = 'workflow' then 1
                when minutes_low is null or component = 'unknown' or role = 'unknown' then 0
                else 1
            end
        ) over (partition by method, period_name, incident_class) as n_complete,
        case when minutes_low is not null then incident_id end as measured_incident_id,
        case
            when minutes_low is not null then severity || ' x ' || service_tier
        end as measured_cell
    from {{ ref('direct_savings') }}

),

-- each entry once in its class's total and, where it says how long, in its own part
placed as (

    select
        entries.*,
        'all' as line_component,
        'all' as line_role
    from entries
    union all
    select
        entries.*,
        component as line_component,
        role as line_role
    from entries
    where minutes_low is not null

)

select
    method,
    period_name,
    incident_class,
    line_component as component,
    line_role as role,
    max(n_expected) as n_expected,
    max(n_complete) as n_complete,
    count(distinct measured_cell) as n_cells,
    count(distinct measured_incident_id) as n_incidents,
    sum(minutes_low) / 60e0 as quantity_low,
    sum(minutes_high) / 60e0 as quantity_high,
    sum(cost_low) as cost_low,
    sum(cost_high) as cost_high
from placed
group by method, period_name, incident_class, line_component, line_role
