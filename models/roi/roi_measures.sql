-- What the ledger compares between baseline and period, one row each. Amounts are
-- minutes, save for escalations; units_per_quantity makes the ledger's quantity of them.
select
    'time_to_mitigate' as measure,
    'avoided_downtime' as bucket,
    'measured' as method,
    'time_to_mitigate' as component,
    'minutes' as quantity_unit,
    1e0 as units_per_quantity,
    true as is_trend_adjustable,
    false as is_extrapolated
union all
select
    'mitigation_phases' as measure,
    'avoided_downtime' as bucket,
    'measured' as method,
    cast(null as {{ dbt.type_string() }}) as component,
    'minutes' as quantity_unit,
    1e0 as units_per_quantity,
    false as is_trend_adjustable,
    false as is_extrapolated
union all
-- a deep sample stands for all counted incidents of the cells that it reaches
select
    'responder_time' as measure,
    'reclaimed_time' as bucket,
    'sampled' as method,
    'all' as component,
    'hours' as quantity_unit,
    60e0 as units_per_quantity,
    true as is_trend_adjustable,
    true as is_extrapolated
union all
select
    'overhead_hours' as measure,
    'reduced_overhead' as bucket,
    'measured' as method,
    'overhead_hours' as component,
    'hours' as quantity_unit,
    60e0 as units_per_quantity,
    true as is_trend_adjustable,
    false as is_extrapolated
union all
select
    'compliance_hours' as measure,
    'reduced_overhead' as bucket,
    'measured' as method,
    'compliance_hours' as component,
    'hours' as quantity_unit,
    60e0 as units_per_quantity,
    true as is_trend_adjustable,
    false as is_extrapolated
union all
select
    'missing_update_escalations' as measure,
    'reduced_overhead' as bucket,
    'measured' as method,
    'missing_update_escalations' as component,
    'escalations' as quantity_unit,
    1e0 as units_per_quantity,
    false as is_trend_adjustable,
    false as is_extrapolated
