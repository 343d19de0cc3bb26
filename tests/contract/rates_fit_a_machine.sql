-- An incident that is dated to the year 9999 gives every rate a hundred thousand months:
-- tens of millions of figures, nearly all of them zero. This stops before they are
-- computed and names the incidents at both ends. The way out is to export the one that
-- is wrong again, corrected or with is_deleted.
with cells as (

    select
        service_tier,
        count(*) as n_cells
    from {{ ref('segment_cells') }}
    group by service_tier

),

exposures as (

    select
        service_tier,
        count(*) as n_exposures
    from {{ ref('rate_exposures') }}
    where exposure > 0
    group by service_tier

),

figures as (

    select sum(cells.n_cells * exposures.n_exposures) as n_figures
    from cells
    inner join exposures
        on cells.service_tier = exposures.service_tier

),

ends as (

    select
        min(started_at) as first_started_at,
        max(started_at) as last_started_at
    from {{ ref('incidents') }}
    where is_countable

)

select
    incidents.incident_id,
    incidents.started_at,
    figures.n_figures
from {{ ref('incidents') }} as incidents
inner join ends
    on
        incidents.started_at = ends.first_started_at
        or incidents.started_at = ends.last_started_at
cross join figures
where incidents.is_countable and figures.n_figures > 20000000
