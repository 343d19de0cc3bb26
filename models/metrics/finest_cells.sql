-- The finest cells there are: severity x class x tier, with and without AI used.
-- Every coarser figure adds these up.
with cells as (

    select distinct
        severity,
        incident_class,
        service_tier,
        is_ai_used
    from {{ ref('incidents') }}
    where is_countable

)

select
    row_number() over (
        order by severity, incident_class, service_tier, is_ai_used
    ) as finest_cell_id,
    *
from cells
