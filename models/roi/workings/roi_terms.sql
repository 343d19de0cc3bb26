-- The benefit as a sum of products of configured rows, at the middle of every saving:
-- amount x price x minutes per use x recapture share. So it can be told what the total
-- would be if one row were another.
with terms as (

    select
        bucket,
        period_name,
        price_input,
        'none' as saving_input,
        amount
    from {{ ref('roi_compared_terms') }}
    union all
    select
        bucket,
        period_name,
        price_input,
        saving_input,
        amount
    from {{ ref('roi_direct_terms') }}

)

select
    terms.bucket,
    terms.period_name,
    terms.price_input,
    terms.saving_input,
    case
        when terms.bucket = 'avoided_downtime' or shares.bucket is null then 'none'
        else {{ recapture_input('shares.bucket') }}
    end as recapture_input,
    terms.amount
from terms
left join {{ ref('recapture_shares') }} as shares
    on terms.bucket = shares.bucket
