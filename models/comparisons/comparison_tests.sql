-- What can be tested, and how far each change lies from none.
with judged as (

    select
        comparisons.*,
        definitions.kind,
        windows.crosses_boundary,
        case
            when definitions.kind = 'rate'
                then
                    comparisons.n_baseline >= 5
                    and comparisons.n_baseline + comparisons.n_current >= 8
            else
                comparisons.least_incidents
                >= case when definitions.kind = 'mean' then 20 else 10 end
                and comparisons.covered_weight >= 0.8e0
        end as has_enough_data,
        comparisons.margin is null
        or (comparisons.margin = 0e0 and comparisons.change <> 0e0) as lacks_margin
    from {{ ref('all_comparisons') }} as comparisons
    inner join {{ ref('metric_definitions') }} as definitions
        on comparisons.metric_id = definitions.metric_id
    cross join {{ ref('compared_windows') }} as windows

),

deviates as (

    select
        *,
        case
            when crosses_boundary or lacks_margin or change is null then null
            when change = 0e0 then 0e0
            when degrees_of_freedom is null then {{ z() }} * change / margin
            else
                sign(change)
                * {{ normal_from_t(
                    'change * ' ~ t_quantile('degrees_of_freedom') ~ ' / margin',
                    'degrees_of_freedom'
                ) }}
        end as z
    from judged

)

select
    *,
    {{ normal_p_value('z') }} as p_value,
    case
        when not crosses_boundary and not lacks_margin and change is not null
            then 2.49e0 * margin / {{ z() }}
    end as smallest_detectable_change,
    case
        when crosses_boundary then 'not comparable'
        when not has_enough_data or lacks_margin or change is null then 'too few data'
    end as no_verdict
from deviates
