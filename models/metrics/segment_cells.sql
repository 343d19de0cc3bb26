-- Every cell that can be reported: the labels that countable incidents have, by
-- segment and attribution. segment_cell_id stands for all five, so that joins are
-- of one number.
with labels as (

    select distinct
        segments.segment,
        case
            when segments.by_severity then finest_cells.severity else 'all'
        end as severity,
        case
            when segments.by_incident_class then finest_cells.incident_class else 'all'
        end as incident_class,
        case
            when segments.by_service_tier then finest_cells.service_tier else 'all'
        end as service_tier
    from {{ ref('finest_cells') }} as finest_cells
    cross join {{ ref('segments') }} as segments

)

select
    row_number() over (
        order by
            labels.segment,
            labels.severity,
            labels.incident_class,
            labels.service_tier,
            attributions.attribution
    ) as segment_cell_id,
    labels.*,
    attributions.attribution,
    attributions.takes_used,
    attributions.takes_not_used
from labels
cross join {{ ref('attributions') }} as attributions
