-- The headline figures that stand beside each change: those of the plain cells, for
-- treated against control of the treated.
with plain as (

    select
        figures.metric_id,
        cells.segment_cell_id,
        figures.period_name as window_name,
        figures.attribution,
        figures.value
    from {{ ref('metric_values') }} as figures
    inner join {{ ref('segment_cells') }} as cells
        on
            figures.segment = cells.segment
            and figures.severity = cells.severity
            and figures.incident_class = cells.incident_class
            and figures.service_tier = cells.service_tier
    where figures.period = 'window' and cells.attribution = 'all'

),

figures as (

    select
        designs.comparison,
        plain.metric_id,
        plain.segment_cell_id,
        plain.window_name,
        plain.value
    from plain
    inner join (
        values
        ('before_after', 'baseline', 'all'),
        ('before_after', 'current', 'all'),
        ('standardised', 'baseline', 'all'),
        ('standardised', 'current', 'all'),
        ('direct_use', 'baseline', 'all'),
        ('direct_use', 'current', 'ai_used')
    ) as designs (comparison, window_name, attribution)
        on
            plain.window_name = designs.window_name
            and plain.attribution = designs.attribution
    union all
    select
        'treated_vs_control' as comparison,
        metric_id,
        segment_cell_id,
        window_name,
        value
    from {{ ref('treated_values') }}

)

select
    comparison,
    metric_id,
    segment_cell_id,
    max(case when window_name = 'baseline' then value end) as baseline_value,
    max(case when window_name = 'current' then value end) as current_value
from figures
group by comparison, metric_id, segment_cell_id
