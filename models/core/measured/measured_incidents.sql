-- The incidents whose observations this build computes: all of them in a full build,
-- those that something has come of in an increment.
select incident_id
from {{ ref('touched_incidents') }}
where build_id = '{{ invocation_id }}'
