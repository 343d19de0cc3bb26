-- All incidents together, and apart by direct use of AI. An export without any usage
-- row does not capture use, so it has no "not used" either.
with attributions as (

    select
        listed.attribution,
        listed.takes_used,
        listed.takes_not_used
    from (
        values
        ('all', true, true),
        ('ai_used', true, false),
        ('ai_not_used', false, true)
    ) as listed (attribution, takes_used, takes_not_used)

),

capture as (

    select count(*) as n_usages
    from {{ ref('fct_ai_usage') }}

)

select
    attributions.attribution,
    attributions.takes_used,
    attributions.takes_not_used
from attributions
cross join capture
where attributions.attribution = 'all' or capture.n_usages > 0
