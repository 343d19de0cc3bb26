-- Every accepted action: the parents of its verification checks.
select action_id
from {{ ref('stg_standard__actions') }}
where row_fate = 'accepted'
