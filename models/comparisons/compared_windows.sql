-- The two windows side by side, and whether a boundary lies between them: then what
-- they measure is not the same, and no verdict is given.
with windows as (

    select
        max(case when window_name = 'baseline' then ends_on end) as baseline_ends_on,
        max(case when window_name = 'current' then starts_on end) as current_starts_on,
        max(case when window_name = 'current' then ends_on end) as current_ends_on
    from {{ ref('reporting_windows') }}

),

crossings as (

    select count(*) as n_boundaries
    from {{ ref('boundaries') }} as boundaries
    inner join windows
        on
            boundaries.occurred_on >= windows.baseline_ends_on
            and boundaries.occurred_on < windows.current_ends_on

)

select
    windows.*,
    crossings.n_boundaries > 0 as crosses_boundary
from windows
cross join crossings
