-- Every accepted context packet: the parents of its fields and claims.
select packet_id
from {{ ref('stg_standard__context_packets') }}
where row_fate = 'accepted'
