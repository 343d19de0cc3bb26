-- Which incidents are behind one figure of metric_values?
-- The rows are its n observations, one incident perhaps in several; edit the cell to look at.
with figure as (

    select *
    from {{ ref('metric_values') }}
    where
        metric_id = 'time_to_mitigate'
        and period_name = 'current'
        and segment = 'severity'
        and severity = 'sev1'
        and incident_class = 'all'
        and service_tier = 'all'
        and attribution = 'all'

)

select
    observations.observation_id,
    incidents.incident_id,
    incidents.title,
    incidents.started_at,
    incidents.service_id,
    incidents.owner_team_id,
    incidents.is_ai_used,
    observations.value,
    figure.value as figure_value,
    figure.n as figure_n
from figure
inner join {{ ref('metric_observations') }} as observations
    on
        figure.metric_id = observations.metric_id
        and figure.period_start <= observations.started_on
        and figure.period_end > observations.started_on
        and figure.severity in (observations.severity, 'all')
        and figure.incident_class in (observations.incident_class, 'all')
        and figure.service_tier in (observations.service_tier, 'all')
        and figure.attribution in (
            'all', case when observations.is_ai_used then 'ai_used' else 'ai_not_used' end
        )
inner join {{ ref('fct_incidents') }} as incidents
    on observations.incident_id = incidents.incident_id
order by observations.value desc, observations.observation_id asc
