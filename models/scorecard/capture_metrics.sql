-- Which metrics need which capture. The catalogue lists them blank-separated.
select
    captures.capture_id,
    definitions.metric_id
from {{ ref('captures') }} as captures
inner join {{ ref('metric_definitions') }} as definitions
    on ' ' || definitions.requires || ' ' like '% ' || captures.capture_id || ' %'
