-- Where do first pages go wrong in the current window: which service, whose, paged whom?
-- Ranked by how many, as the share of a service with three pages says little.
with current_window as (

    select distinct
        period_start,
        period_end
    from {{ ref('metric_values') }}
    where period_name = 'current'

),

first_pages as (

    select
        incident_id,
        team_id,
        row_number() over (
            partition by incident_id order by paged_at, page_id
        ) as page_rank
    from {{ ref('fct_pages') }}

),

judged as (

    select
        incidents.service_id,
        incidents.owner_team_id,
        first_pages.team_id as paged_team_id,
        observations.numerator = 0 as is_wrong
    from {{ ref('metric_observations') }} as observations
    inner join {{ ref('fct_incidents') }} as incidents
        on observations.incident_id = incidents.incident_id
    inner join first_pages
        on
            observations.incident_id = first_pages.incident_id
            and first_pages.page_rank = 1
    cross join current_window
    where
        observations.metric_id = 'first_page_correct_owner_rate'
        and observations.started_on >= current_window.period_start
        and observations.started_on < current_window.period_end

),

wrong_teams as (

    select
        service_id,
        owner_team_id,
        paged_team_id,
        row_number() over (
            partition by service_id, owner_team_id
            order by count(*) desc, paged_team_id asc
        ) as team_rank
    from judged
    where is_wrong
    group by service_id, owner_team_id, paged_team_id

),

totals as (

    select
        service_id,
        owner_team_id,
        count(*) as n_first_pages,
        count(case when is_wrong then 1 end) as n_wrong
    from judged
    group by service_id, owner_team_id

)

select
    totals.service_id,
    totals.owner_team_id,
    totals.n_first_pages,
    totals.n_wrong,
    cast(totals.n_wrong * 1e0 / totals.n_first_pages as decimal(18, 2)) as share_wrong,
    wrong_teams.paged_team_id as most_often_paged_instead
from totals
inner join wrong_teams
    on
        totals.service_id is not distinct from wrong_teams.service_id
        and totals.owner_team_id = wrong_teams.owner_team_id
        and wrong_teams.team_rank = 1
order by totals.n_wrong desc, totals.service_id asc, totals.owner_team_id asc
