-- Baseline against current, treated against control: what changed, how sure we are,
-- and what the answer rests on. standardised is the headline.
with rated as (

    select
        *,
        points_completeness
        + points_n
        + points_segmentation
        + points_design
        + points_width as points,
        least(
            points_completeness, points_n, points_segmentation, points_design, points_width
        ) as least_points
    from {{ ref('confidence_points') }}

),

confident as (

    select
        *,
        case
            when no_verdict is not null or least_incidents < 10 then 'low'
            when points >= 8 and least_points > 0 and points_design = 2 then 'high'
            when
                points >= 5
                and points_completeness >= 1
                and points_segmentation >= 1
                and points_design >= 1
                then 'medium'
            else 'low'
        end as confidence
    from rated

)

select
    confident.metric_id,
    definitions.layer,
    confident.comparison,
    cells.segment,
    cells.severity,
    cells.incident_class,
    cells.service_tier,
    confident.n_baseline,
    confident.n_current,
    confident.baseline_value,
    confident.current_value,
    case
        when confident.kind in ('duration', 'rate') then 'log_ratio' else 'difference'
    end as scale,
    confident.change,
    confident.change_low,
    confident.change_high,
    case
        when confident.kind in ('duration', 'rate') then exp(confident.change) - 1e0
        else confident.change / nullif(confident.baseline_value, 0e0)
    end as change_pct,
    kitagawa.within_effect,
    kitagawa.mix_effect,
    {{ standardised_over('confident.level_rank', 'cells.segment') }} as standardised_over,
    confident.covered_weight,
    confident.n_control_baseline,
    confident.n_control_current,
    confident.change_control,
    confident.change_without_outliers,
    confident.n_outliers,
    confident.z,
    confident.p_value,
    confident.family,
    confident.p_adjusted,
    confident.verdict,
    confident.smallest_detectable_change,
    confident.crosses_boundary,
    confident.design_effect,
    confident.confidence,
    confident.points_completeness,
    confident.points_n,
    confident.points_segmentation,
    confident.points_design,
    confident.points_width,
    {{ confidence_reason('confident') }} as confidence_reason
from confident
inner join {{ ref('metric_definitions') }} as definitions
    on confident.metric_id = definitions.metric_id
inner join {{ ref('segment_cells') }} as cells
    on confident.segment_cell_id = cells.segment_cell_id
left join {{ ref('kitagawa') }} as kitagawa
    on
        confident.metric_id = kitagawa.metric_id
        and confident.segment_cell_id = kitagawa.segment_cell_id
        and confident.comparison = 'before_after'
