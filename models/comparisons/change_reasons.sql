-- Where the change of a headline metric came from, as a sentence: the plain change taken
-- apart, and the incident without which the one like for like would differ most. A row
-- as fine as can be has no mix, and only the incident to tell of.
with phrases as (

    select
        changes.metric_id,
        changes.segment_cell_id,
        case
            when changes.segment <> 'severity_incident_class_service_tier'
                then
                    'Taken plainly the change is '
                    || {{ change_words('changes.plain_change', 'changes.scale', 'changes.unit') }}
                    || ': '
                    || {{ change_words(
                        'changes.plain_within_effect', 'changes.scale', 'changes.unit'
                    ) }}
                    || ' within segments'
                    || coalesce(
                        ' (the largest single part, '
                        || {{ change_words(
                            'segments.within_effect', 'changes.scale', 'changes.unit'
                        ) }}
                        || ', in ' || segments.leading_segment || ')',
                        ''
                    )
                    || ' and '
                    || {{ change_words(
                        'changes.plain_mix_effect', 'changes.scale', 'changes.unit'
                    ) }}
                    || ' from the mix of incidents'
        end as split,
        'without ' || incidents.incident_id || ' like for like would be '
        || {{ change_words(
            '(changes.change + incidents.influence)', 'changes.scale', 'changes.unit'
        ) }} as weightiest
    from {{ ref('headline_changes') }} as changes
    left join {{ ref('leading_segments') }} as segments
        on
            changes.metric_id = segments.metric_id
            and changes.segment_cell_id = segments.segment_cell_id
    left join {{ ref('leading_incidents') }} as incidents
        on
            changes.metric_id = incidents.metric_id
            and changes.segment_cell_id = incidents.segment_cell_id

)

select
    metric_id,
    segment_cell_id,
    coalesce(split || coalesce('; ' || weightiest, ''), 'W' || substring(weightiest, 2))
    || '.' as why
from phrases
