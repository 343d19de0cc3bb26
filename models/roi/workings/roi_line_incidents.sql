-- What each incident has to do with the ledger: its cell, and what it took or saved, by
-- component and role. A line's incidents are those of the baseline and of its period in
-- its cells. Without a quantity: counted, but not in the deep sample.
with totals as (

    select
        measures.measure,
        measures.component,
        'all' as role,
        amounts.incident_id,
        sum(amounts.amount / measures.units_per_quantity) as quantity
    from {{ ref('roi_amounts') }} as amounts
    inner join {{ ref('roi_measures') }} as measures
        on amounts.measure = measures.measure
    where measures.component is not null
    group by measures.measure, measures.component, amounts.incident_id

),

quantities as (

    select * from totals
    union all
    select
        amounts.measure,
        amounts.component,
        amounts.role,
        amounts.incident_id,
        amounts.amount / measures.units_per_quantity as quantity
    from {{ ref('roi_amounts') }} as amounts
    inner join {{ ref('roi_measures') }} as measures
        on amounts.measure = measures.measure
    where amounts.measure in ('mitigation_phases', 'responder_time', 'overhead_hours')
    union all
    -- the deep sample stands for these
    select
        measures.measure,
        measures.component,
        'all' as role,
        incidents.incident_id,
        cast(null as {{ type_double() }}) as quantity
    from (select distinct incident_id from {{ ref('roi_incidents') }}) as incidents
    cross join {{ ref('roi_measures') }} as measures
    left join totals
        on
            measures.measure = totals.measure
            and incidents.incident_id = totals.incident_id
    where measures.is_extrapolated and totals.incident_id is null

),

final as (

    select
        measures.bucket,
        quantities.component,
        measures.method,
        quantities.role,
        incidents.period_name,
        incidents.incident_id,
        incidents.severity as cell_severity,
        incidents.incident_class as cell_class,
        incidents.service_tier as cell_tier,
        quantities.quantity as quantity_low,
        quantities.quantity as quantity_high
    from quantities
    inner join {{ ref('roi_measures') }} as measures
        on quantities.measure = measures.measure
    inner join {{ ref('roi_incidents') }} as incidents
        on quantities.incident_id = incidents.incident_id
    where incidents.is_counted
    union all
    select * from {{ ref('roi_direct_incidents') }}

)

select * from final
