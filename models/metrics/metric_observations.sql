-- What was measured: every observation of a countable incident, with its place.
select * from {{ ref('measured_observations') }}
where {{ is_touched('incident_id') }}
