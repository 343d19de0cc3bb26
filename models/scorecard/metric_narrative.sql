-- What moved, by how much, why and how sure, in plain sentences made of figures alone.
-- One row for each segment of each headline metric. Nothing here says what caused what:
-- like for like is still not the same as with and without AI. Verdicts are those of the
-- standardised comparison; of before and after only the split by mix is told.
with facts as (

    select
        *,
        case kind when 'duration' then 'a median of ' when 'mean' then 'a mean of ' else '' end
            as kind_words,
        verdict in ('too few data', 'not comparable') as is_untold
    from {{ ref('headline_changes') }}

),

phrases as (

    select
        *,
        {{ figure_words('baseline_value', 'unit') }} as was,
        {{ figure_words('current_value', 'unit') }} as became,
        {{ n_words('n_baseline', 'p90_baseline', 'unit') }} as of_baseline,
        {{ n_words('n_current', 'p90_current', 'unit') }} as of_current,
        {{ change_words('change', 'scale', 'unit') }}
        || coalesce(
            ' ({{ (100 * var('confidence_level') | float) | round | int }} % interval '
            || {{ change_number('change_low', 'scale', 'unit') }} || ' to '
            || {{ change_words('change_high', 'scale', 'unit') }} || ')',
            ''
        ) as change_and_interval,
        case
            when verdict = 'too few data' then 'too few data for a verdict'
            when verdict = 'not comparable'
                then 'not comparable, as a boundary lies between the windows'
            when verdict <> 'no detectable change' then verdict
            when p_value <= 0.1e0
                then 'no detectable change, as among so many figures some move this far by chance'
            else
                'no detectable change'
                || case
                    when smallest_detectable_change > 0e0
                        then '; ' || {{ unseen_words('smallest_detectable_change', 'scale', 'unit') }}
                    else ''
                end
        end as verdict_words
    from facts

),

sentences as (

    select
        *,
        case
            when is_untold
                then
                    metric_name || ': ' || coalesce(kind_words || was, 'not measured')
                    || ' in the baseline' || of_baseline || ' and '
                    || coalesce(became, 'not measured')
                    || ' in the current window' || of_current || ', '
            else
                metric_name || ' went from ' || kind_words || was
                || ' in the baseline' || of_baseline || ' to ' || became
                || ' in the current window' || of_current
                || '; like for like the change is ' || change_and_interval || ': '
        end
        || verdict_words || '.' as what_moved
    from phrases

)

select
    sentences.metric_id,
    sentences.segment,
    sentences.severity,
    sentences.incident_class,
    sentences.service_tier,
    sentences.what_moved || coalesce(' ' || reasons.why, '') as narrative,
    sentences.what_moved,
    reasons.why,
    sentences.confidence,
    sentences.confidence_reason,
    sentences.decision
from sentences
left join {{ ref('change_reasons') }} as reasons
    on
        sentences.metric_id = reasons.metric_id
        and sentences.segment_cell_id = reasons.segment_cell_id
        and not sentences.is_untold
