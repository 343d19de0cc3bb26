-- The products of configured rows that the sensitivity is made of, all low and all high,
-- are the savings that the headline rows are made of: per bucket and period, before
-- margins and recapture. Where nothing is compared there is no margin.
with terms as (

    select
        terms.bucket,
        terms.period_name,
        sum(terms.amount * prices.low * coalesce(savings.low, 1e0)) as cost_low,
        sum(terms.amount * prices.high * coalesce(savings.high, 1e0)) as cost_high
    from {{ ref('roi_terms') }} as terms
    inner join {{ ref('roi_inputs') }} as prices
        on terms.price_input = prices.input
    left join {{ ref('roi_inputs') }} as savings
        on terms.saving_input = savings.input
    group by terms.bucket, terms.period_name

),

headlines as (

    select * from {{ ref('roi_rated_lines') }}
    where is_headline and cost_recaptured_low is not null

),

savings as (

    select
        headlines.bucket,
        headlines.period_name,
        case when sums.valuation = 'cost_low' then sums.saving else 0e0 end as cost_low,
        case when sums.valuation = 'cost_high' then sums.saving else 0e0 end as cost_high
    from headlines
    inner join {{ ref('roi_sums') }} as sums
        on
            headlines.roi_row_id = sums.roi_row_id
            and headlines.component = sums.component
            and headlines.role = sums.role
            and headlines.attribution = sums.attribution
    where sums.valuation <> 'quantity'
    union all
    select
        bucket,
        period_name,
        cost_low,
        cost_high
    from headlines
    where not is_compared

),

ledger as (

    select
        bucket,
        period_name,
        sum(cost_low) as cost_low,
        sum(cost_high) as cost_high
    from savings
    group by bucket, period_name

)

select
    ledger.*,
    terms.cost_low as terms_low,
    terms.cost_high as terms_high
from ledger
left join terms
    on
        ledger.bucket = terms.bucket
        and ledger.period_name = terms.period_name
where
    terms.bucket is null
    or abs(ledger.cost_low - terms.cost_low) > 1e-6 * (1e0 + abs(ledger.cost_low))
    or abs(ledger.cost_high - terms.cost_high) > 1e-6 * (1e0 + abs(ledger.cost_high))
