-- What moved, by how much, why and how sure, in plain sentences made of figures alone.
-- One row for each segment of each headline metric. Nothing here says what caused what:
-- like for like is still not the same as with and without AI.
with facts as (

    select *
    from {{ ref('metric_comparisons') }}
    where
        comparison = 'standardised'
        and metric_id in (select headlines.metric_id from {{ ref('headline_metrics') }} as headlines)

),

sentences as (

    select
        facts.metric_id,
        facts.segment,
        facts.severity,
        facts.incident_class,
        facts.service_tier,
        catalog.name
        || ' was '
        || coalesce(
            {{ figure_words('facts.baseline_value', 'catalog.unit') }}, 'not measured'
        )
        || ' in the baseline (n ' || cast(facts.n_baseline as {{ dbt.type_string() }}) || ') and '
        || coalesce(
            {{ figure_words('facts.current_value', 'catalog.unit') }}, 'not measured'
        )
        || ' in the current window (n ' || cast(facts.n_current as {{ dbt.type_string() }}) || ')'
        || coalesce(
            '; like for like the change is '
            || {{ change_words('facts.change', 'facts.scale', 'catalog.unit') }}
            || coalesce(
                ' ({{ (100 * var('confidence_level') | float) | round | int }} % interval '
                || {{ change_words('facts.change_low', 'facts.scale', 'catalog.unit') }}
                || ' to '
                || {{ change_words('facts.change_high', 'facts.scale', 'catalog.unit') }}
                || ')',
                ''
            ),
            ''
        )
        || ': ' || facts.verdict
        || case
            when facts.verdict = 'no detectable change'
                then
                    coalesce(
                        ', and less than '
                        || {{ change_words(
                            'facts.smallest_detectable_change', 'facts.scale', 'catalog.unit'
                        ) }}
                        || ' would often go unseen',
                        ''
                    )
            else ''
        end
        || '.' as what_moved,
        'Taken plainly it is '
        || {{ change_words('plain.change', 'facts.scale', 'catalog.unit') }}
        || ': '
        || {{ change_words('plain.within_effect', 'facts.scale', 'catalog.unit') }}
        || ' within segments'
        || coalesce(', the largest part in ' || segments.leading_segment, '')
        || ', and '
        || {{ change_words('plain.mix_effect', 'facts.scale', 'catalog.unit') }}
        || ' because the mix of incidents changed'
        || coalesce(
            '; without ' || incidents.incident_id || ' like for like would be '
            || {{ change_words(
                '(facts.change + incidents.influence)', 'facts.scale', 'catalog.unit'
            ) }},
            ''
        )
        || '.' as why,
        facts.confidence,
        facts.confidence_reason,
        catalog.decision
    from facts
    inner join {{ ref('metric_catalog') }} as catalog
        on facts.metric_id = catalog.metric_id
    inner join {{ ref('segment_cells') }} as cells
        on
            facts.segment = cells.segment
            and facts.severity = cells.severity
            and facts.incident_class = cells.incident_class
            and facts.service_tier = cells.service_tier
            and cells.attribution = 'all'
    left join {{ ref('metric_comparisons') }} as plain
        on
            facts.metric_id = plain.metric_id
            and facts.segment = plain.segment
            and facts.severity = plain.severity
            and facts.incident_class = plain.incident_class
            and facts.service_tier = plain.service_tier
            and plain.comparison = 'before_after'
    left join {{ ref('leading_segments') }} as segments
        on
            facts.metric_id = segments.metric_id
            and cells.segment_cell_id = segments.segment_cell_id
    left join {{ ref('leading_incidents') }} as incidents
        on
            facts.metric_id = incidents.metric_id
            and cells.segment_cell_id = incidents.segment_cell_id

)

select
    metric_id,
    segment,
    severity,
    incident_class,
    service_tier,
    what_moved || coalesce(' ' || why, '') as narrative,
    what_moved,
    why,
    confidence,
    confidence_reason,
    decision
from sentences
