-- What is said about the brand, which has no price: the notes of the cost table, once each.
with notes as (

    select distinct source as note
    from {{ ref('downtime_costs') }}
    where component = 'brand_impact' and source is not null

)

select {{ dbt.listagg('note', "' '", 'order by note') }} as note
from notes
