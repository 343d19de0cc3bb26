-- An average alone hides the long incidents that people remember: not among the
-- figures, nor in words.
select
    figures.metric_id,
    figures.period_name,
    figures.segment,
    'metric_values' as mart
from {{ ref('metric_values') }} as figures
inner join {{ ref('metric_catalog') }} as catalog
    on figures.metric_id = catalog.metric_id
where
    (figures.mean is not null or catalog.kind = 'mean')
    and (figures.mean is null or figures.p90 is null or figures.median is null)
union all
select
    metric_id,
    cast(null as {{ dbt.type_string() }}) as period_name,
    segment,
    'metric_narrative' as mart
from {{ ref('metric_narrative') }}
where what_moved like '%a mean of%' and what_moved not like '%(p90 %'
