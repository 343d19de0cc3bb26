-- Which incidents are behind a line of the ROI ledger, and what did a minute cost in each?
-- Edit the line. Two incidents never make a pair: the means of a cell are what is compared.
with line as (

    select *
    from {{ ref('roi_ranges') }}
    where
        is_headline
        and period_name = 'current'
        and bucket = 'avoided_downtime'
        and component = 'time_to_mitigate'
        and severity = 'sev3'
        and incident_class = 'deploy_related'
        and service_tier = 'critical_revenue_path'

),

-- a row of the ledger holds one cell or several
cells as (

    select distinct
        workings.cell_severity,
        workings.cell_class,
        workings.cell_tier
    from {{ ref('roi_workings') }} as workings
    inner join line
        on
            workings.bucket = line.bucket
            and workings.component = line.component
            and workings.method = line.method
            and workings.period_name = line.period_name
            and workings.severity = line.severity
            and workings.incident_class = line.incident_class
            and workings.service_tier = line.service_tier
            and workings.role = line.role

),

-- where nothing is compared, a class is the row
members as (

    select
        incidents.*,
        line.quantity_unit
    from {{ ref('roi_line_incidents') }} as incidents
    inner join line
        on
            incidents.bucket = line.bucket
            and incidents.component = line.component
            and incidents.method = line.method
            and incidents.role = line.role
            and incidents.period_name in ('baseline', line.period_name)
    left join cells
        on
            incidents.cell_severity = cells.cell_severity
            and incidents.cell_class = cells.cell_class
            and incidents.cell_tier = cells.cell_tier
    where
        cells.cell_severity is not null
        or (line.attribution = 'direct' and line.incident_class = incidents.cell_class)

),

-- people's time is priced by role instead: roi_unit_costs has it under the kind time
prices as (

    select
        incident_id,
        sum(cost_per_minute_low) as cost_per_minute_low,
        sum(cost_per_minute_high) as cost_per_minute_high
    from {{ ref('roi_unit_costs') }}
    where kind = 'downtime'
    group by incident_id

)

select
    case when members.period_name = 'baseline' then 'before' else 'during' end as side,
    members.incident_id,
    incidents.title,
    incidents.started_at,
    members.cell_severity,
    members.cell_class,
    members.cell_tier,
    cast(members.quantity_low as decimal(18, 2)) as quantity_low,
    cast(members.quantity_high as decimal(18, 2)) as quantity_high,
    members.quantity_unit,
    prices.cost_per_minute_low,
    prices.cost_per_minute_high
from members
inner join {{ ref('fct_incidents') }} as incidents
    on members.incident_id = incidents.incident_id
left join prices
    on
        members.incident_id = prices.incident_id
        and members.bucket = 'avoided_downtime'
        and members.period_name <> 'baseline'
order by members.period_name = 'baseline' desc, incidents.started_at asc, members.incident_id asc
