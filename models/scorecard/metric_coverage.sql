-- Which metrics the export can carry, which it cannot, and what is missing for those.
with measured as (

    -- one row per metric and incident; only rates are not measured by incident
    select
        metric_id,
        count(*) as n_incidents
    from {{ ref('incident_measures') }}
    group by metric_id
    union all
    select
        observations.metric_id,
        count(distinct observations.incident_id) as n_incidents
    from {{ ref('metric_observations') }} as observations
    inner join {{ ref('metric_definitions') }} as definitions
        on observations.metric_id = definitions.metric_id
    where definitions.kind = 'rate'
    group by observations.metric_id

),

figures as (

    select
        metric_id,
        count(*) as n_figures
    from {{ ref('metric_values') }}
    group by metric_id

),

missing as (

    select
        needs.metric_id,
        {{ dbt.listagg('needs.capture_id', "' '", 'order by needs.capture_id') }}
            as missing_captures
    from {{ ref('capture_metrics') }} as needs
    left join (
        select capability
        from {{ ref('instrumentation_coverage') }}
        where n_captured > 0
        group by capability
    ) as present
        on needs.capture_id = present.capability
    where present.capability is null
    group by needs.metric_id

)

select
    catalog.metric_id,
    catalog.name,
    catalog.layer,
    coalesce(figures.n_figures, 0) > 0 as is_measured,
    coalesce(measured.n_incidents, 0) as n_incidents,
    missing.missing_captures,
    case
        when figures.n_figures > 0 then 'measured'
        when missing.missing_captures is not null
            then 'not measured: the export lacks ' || missing.missing_captures
        else 'not measured: no incident has all that it needs'
    end as reason
from {{ ref('metric_catalog') }} as catalog
left join measured
    on catalog.metric_id = measured.metric_id
left join figures
    on catalog.metric_id = figures.metric_id
left join missing
    on catalog.metric_id = missing.metric_id
