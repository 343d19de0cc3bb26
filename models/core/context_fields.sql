-- Which fields each context packet carried.
select
    packet_id,
    field_name,
    is_filled
from {{ ref('stg_standard__context_fields') }}
where row_fate = 'accepted'
