-- What is told in words is the verdict of the comparison of like with like. The verdict
-- of before and after, which mistakes a change of mix for one of work, is never told.
select
    narrative.metric_id,
    narrative.segment,
    comparisons.verdict,
    narrative.what_moved
from {{ ref('metric_narrative') }} as narrative
left join {{ ref('metric_comparisons') }} as comparisons
    on
        narrative.metric_id = comparisons.metric_id
        and narrative.segment = comparisons.segment
        and narrative.severity = comparisons.severity
        and narrative.incident_class = comparisons.incident_class
        and narrative.service_tier = comparisons.service_tier
        and comparisons.comparison = 'standardised'
cross join (
    values
    ('improved'),
    ('regressed'),
    ('changed'),
    ('no detectable change'),
    ('too few data'),
    ('not comparable')
) as verdicts (verdict)
where
    comparisons.verdict is null
    or (
        narrative.what_moved like '%: ' || verdicts.verdict || '%'
        or narrative.what_moved like '%), ' || verdicts.verdict || '%'
    ) <> (comparisons.verdict = verdicts.verdict)
