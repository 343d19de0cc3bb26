-- Which failure modes come back, how soon, and where?
-- Only tagged incidents show here: a team that tags more seems to have more repeats.
with tagged as (

    select
        failure_mode_id,
        count(*) as n_incidents,
        count(case when is_repeat then 1 end) as n_repeats,
        count(distinct service_id) as n_services,
        max(started_on) as last_seen_on
    from {{ ref('fct_incidents') }}
    where is_countable and failure_mode_id is not null
    group by failure_mode_id

),

gaps as (

    select
        incidents.failure_mode_id,
        avg(observations.value) as mean_days_between
    from {{ ref('metric_observations') }} as observations
    inner join {{ ref('fct_incidents') }} as incidents
        on observations.incident_id = incidents.incident_id
    where observations.metric_id = 'time_between_repeats'
    group by incidents.failure_mode_id

)

select
    tagged.failure_mode_id,
    tagged.n_incidents,
    tagged.n_repeats,
    cast(gaps.mean_days_between as decimal(18, 1)) as mean_days_between,
    tagged.n_services,
    tagged.last_seen_on
from tagged
left join gaps
    on tagged.failure_mode_id = gaps.failure_mode_id
where tagged.n_repeats > 0
order by tagged.n_repeats desc, tagged.failure_mode_id asc
