-- A comparison across a migration or a reorganisation bears its mark, in figures and in
-- words, whatever else there is to say of it. Worked out anew from the configured
-- boundaries and from the windows as readers see them.
with windows as (

    select
        max(case when period_name = 'baseline' then period_end end) as baseline_end,
        max(case when period_name = 'current' then period_end end) as current_end
    from {{ ref('metric_values') }}
    where period = 'window'

),

crossed as (

    select count(*) as n_boundaries
    from {{ ref('boundaries') }} as boundaries
    cross join windows
    where
        boundaries.occurred_on >= windows.baseline_end
        and boundaries.occurred_on < windows.current_end

),

-- a window in which no metric has a figure says nothing of where it ends
known as (

    select crossed.n_boundaries
    from crossed
    cross join windows
    where windows.baseline_end is not null and windows.current_end is not null

)

select
    'metric_comparisons' as mart,
    comparisons.metric_id,
    comparisons.segment
from {{ ref('metric_comparisons') }} as comparisons
cross join known
where
    comparisons.crosses_boundary <> (known.n_boundaries > 0)
    or (comparisons.verdict = 'not comparable') <> (known.n_boundaries > 0)
    or (known.n_boundaries > 0 and comparisons.confidence <> 'low')
union all
select
    'metric_narrative' as mart,
    narrative.metric_id,
    narrative.segment
from {{ ref('metric_narrative') }} as narrative
cross join known
where
    known.n_boundaries > 0
    and (
        narrative.why is not null
        or narrative.what_moved like '%like for like%'
        or narrative.what_moved not like '%not comparable%'
    )
