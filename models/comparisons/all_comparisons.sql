-- Every comparison of every metric in one shape, not yet judged.
with observed as (

    select
        estimates.comparison,
        estimates.metric_id,
        estimates.segment_cell_id,
        estimates.n_baseline,
        estimates.n_current,
        estimates.least_incidents,
        estimates.n_effective,
        estimates.level_rank,
        estimates.covered_weight,
        estimates.change,
        estimates.change - estimates.margin as change_low,
        estimates.change + estimates.margin as change_high,
        estimates.margin,
        estimates.degrees_of_freedom,
        estimates.n_control_baseline,
        estimates.n_control_current,
        estimates.change_control,
        case
            when estimates.n_outliers > 0 then estimates.change_without_outliers
        end as change_without_outliers,
        estimates.n_outliers,
        estimates.design_effect
    from {{ ref('observed_comparisons') }} as estimates

),

rates as (

    select
        designs.comparison,
        rates.metric_id,
        rates.segment_cell_id,
        rates.n_baseline,
        rates.n_current,
        least(rates.n_baseline, rates.n_current) as least_incidents,
        rates.n_effective,
        cast(null as integer) as level_rank,
        cast(null as {{ type_double() }}) as covered_weight,
        rates.change,
        rates.change_low,
        rates.change_high,
        -- of the side that faces zero
        case
            when rates.change > 0 then rates.change - rates.change_low
            else rates.change_high - rates.change
        end as margin,
        cast(null as bigint) as degrees_of_freedom,
        cast(null as bigint) as n_control_baseline,
        cast(null as bigint) as n_control_current,
        cast(null as {{ type_double() }}) as change_control,
        cast(null as {{ type_double() }}) as change_without_outliers,
        cast(0 as bigint) as n_outliers,
        rates.phi as design_effect
    from {{ ref('rate_comparisons') }} as rates
    cross join (
        values
        ('before_after'),
        ('standardised')
    ) as designs (comparison)

)

select * from observed
union all
select * from rates
