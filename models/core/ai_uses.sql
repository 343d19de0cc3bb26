-- The events that show that people or the product really used AI: drafts that nobody took
-- and suggestions that were refused do not count.
select
    usage_id,
    incident_id,
    feature
from {{ ref('fct_ai_usage') }}
where
    (feature = 'context_packet' and event = 'generated')
    or (feature = 'routing_suggestion' and event = 'accepted')
    or (feature = 'action' and event = 'executed')
    or (feature = 'comms_draft' and event = 'accepted')
    or (feature = 'timeline' and event = 'generated')
