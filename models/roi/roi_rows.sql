-- The rows of the ledger that compare a period with the baseline, numbered: every measure
-- has one for each set of cells. The phases of mitigation stand in the rows of their total.
with placed as (

    select distinct
        measure,
        period_name,
        row_severity,
        row_class,
        row_tier
    from {{ ref('roi_row_cells') }}

),

with_phases as (

    select * from placed
    union all
    select
        'mitigation_phases' as measure,
        period_name,
        row_severity,
        row_class,
        row_tier
    from placed
    where measure = 'time_to_mitigate'

)

select
    row_number() over (
        order by measure, period_name, row_severity, row_class, row_tier
    ) as roi_row_id,
    *
from with_phases
