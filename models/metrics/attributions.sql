-- All incidents together, and apart by direct use of AI. An export without any usage
-- row does not capture use, so it has no "not used" either.
with capture as (

    select count(*) as n_usages
    from {{ ref('fct_ai_usage') }}

)

select
    'all' as attribution,
    true as takes_used,
    true as takes_not_used
from capture
union all
select 'ai_used', true, false
from capture
where n_usages > 0
union all
select 'ai_not_used', false, true
from capture
where n_usages > 0
