-- Every line of the ledger in one shape, whichever way its saving was found, not yet
-- rated and not yet priced down to what is recaptured.
with compared as (

    select
        measures.bucket,
        lines.component,
        measures.method,
        lines.attribution,
        rows_.period_name,
        rows_.row_severity as severity,
        rows_.row_class as incident_class,
        rows_.row_tier as service_tier,
        lines.role,
        lines.roi_row_id,
        measures.measure,
        case
            when lines.role = 'all' and lines.component = measures.component
                then measures.measure <> 'missing_update_escalations'
            else false
        end as is_total,
        measures.quantity_unit,
        lines.quantity_low,
        lines.quantity_high,
        lines.cost_low,
        lines.cost_high,
        support.n_cells,
        support.n_baseline,
        support.n_current,
        support.n_applied,
        support.n_not_compared,
        support.n_counted,
        support.n_counted_compared,
        support.spread_baseline,
        support.spread_current,
        support.n_expected_baseline,
        support.n_complete_baseline,
        support.n_expected_current,
        support.n_complete_current,
        true as is_compared
    from {{ ref('roi_compared_lines') }} as lines
    inner join {{ ref('roi_rows') }} as rows_
        on lines.roi_row_id = rows_.roi_row_id
    inner join {{ ref('roi_measures') }} as measures
        on rows_.measure = measures.measure
    inner join {{ ref('roi_row_support') }} as support
        on lines.roi_row_id = support.roi_row_id

),

direct as (

    select
        'reclaimed_time' as bucket,
        component,
        method,
        'direct' as attribution,
        period_name,
        'all' as severity,
        incident_class,
        'all' as service_tier,
        role,
        cast(null as bigint) as roi_row_id,
        method as measure,
        component = 'all' and role = 'all' as is_total,
        'hours' as quantity_unit,
        quantity_low,
        quantity_high,
        cost_low,
        cost_high,
        n_cells,
        0 as n_baseline,
        n_incidents as n_current,
        n_incidents as n_applied,
        0 as n_not_compared,
        -- nothing is compared, so nothing is left uncompared
        n_expected as n_counted,
        n_expected as n_counted_compared,
        cast(n_incidents as {{ type_double() }}) as spread_baseline,
        cast(n_incidents as {{ type_double() }}) as spread_current,
        n_expected as n_expected_baseline,
        n_complete as n_complete_baseline,
        n_expected as n_expected_current,
        n_complete as n_complete_current,
        false as is_compared
    from {{ ref('roi_direct_lines') }}

)

select * from compared
union all
select * from direct
