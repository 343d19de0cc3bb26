-- What AI SRE was worth in each period: three buckets that share no minute, as ranges,
-- their total beside the programme's own cost, and a sentence for each.
with rows_ as (

    select
        summary.*,
        case summary.bucket
            when 'avoided_downtime' then 'avoided downtime'
            when 'reclaimed_time' then 'reclaimed time'
            when 'reduced_overhead' then 'reduced overhead'
            else 'total benefit'
        end as bucket_words,
        case summary.bucket
            when 'avoided_downtime' then 'avoided downtime cost'
            when 'reclaimed_time' then 'value of reclaimed time'
            when 'reduced_overhead' then 'reduced overhead cost'
            else 'total benefit'
        end as money_words,
        summary.cost_low - summary.programme_cost_high as net_low,
        summary.cost_high - summary.programme_cost_low as net_high,
        case
            when summary.bucket in ('avoided_downtime', 'total') then brand.note
        end as qualitative_note,
        assumptions.is_support_left_out,
        case
            when summary.quantity_low is not null then null
            when summary.bucket = 'total' and summary.cost_low is not null then null
            when summary.bucket = 'total' then 'No bucket has money.'
            when summary.bucket = 'reclaimed_time' and summary.method is null
                then
                    'Neither sampled nor tagged time nor workflow savings give a figure in'
                    || ' the current window.'
            when summary.n_rows = 0
                then 'There is no incident to count: AI was active for none, or none was recorded.'
            else
                'No row of the ledger has enough incidents to compare (rows: '
                || cast(summary.n_rows as {{ dbt.type_string() }}) || ').'
        end as no_figure_reason
    from {{ ref('roi_summary_rows') }} as summary
    cross join {{ ref('brand_notes') }} as brand
    cross join {{ ref('roi_assumptions') }} as assumptions

)

select
    rows_.period_name,
    rows_.bucket,
    rows_.period_start,
    rows_.period_end,
    rows_.method,
    rows_.quantity_unit,
    rows_.quantity_low,
    rows_.quantity_high,
    case when rows_.bucket = 'reclaimed_time' then rows_.quantity_low / 40e0 end as fte_weeks_low,
    case when rows_.bucket = 'reclaimed_time' then rows_.quantity_high / 40e0 end
        as fte_weeks_high,
    rows_.capacity_used_hours,
    '{{ var("currency") }}' as currency,
    rows_.cost_low,
    rows_.cost_high,
    rows_.cost_low / rows_.n_months as cost_per_month_low,
    rows_.cost_high / rows_.n_months as cost_per_month_high,
    rows_.programme_cost_low,
    rows_.programme_cost_high,
    rows_.net_low,
    rows_.net_high,
    rows_.buckets_missing,
    coalesce(
        (rows_.quantity_low < 0e0 and rows_.quantity_high > 0e0)
        or (rows_.cost_low < 0e0 and rows_.cost_high > 0e0),
        false
    ) as includes_zero,
    rows_.crosses_boundary,
    rows_.points_completeness,
    rows_.points_n,
    rows_.points_segmentation,
    rows_.points_design,
    rows_.points_width,
    rows_.confidence,
    rows_.confidence_reason || {{ assumption_words('rows_') }} as confidence_reason,
    rows_.no_figure_reason,
    rows_.qualitative_note,
    {{ roi_sentence('rows_') }} as sentence
from rows_
