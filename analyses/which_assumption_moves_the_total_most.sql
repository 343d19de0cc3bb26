-- Which configured cost, rate, saving or share moves the total benefit most?
-- Each at low and high in turn, the rest in the middle. Not how sure the saving itself is.
with inputs as (

    select
        input,
        low,
        high,
        (low + high) / 2e0 as middle
    from {{ ref('roi_inputs') }}

),

terms as (

    select
        terms.price_input,
        terms.saving_input,
        terms.recapture_input,
        terms.amount,
        prices.middle as price,
        -- what has no such factor is multiplied by 1
        coalesce(savings.middle, 1e0) as saving,
        coalesce(shares.middle, 1e0) as share
    from {{ ref('roi_terms') }} as terms
    inner join inputs as prices
        on terms.price_input = prices.input
    left join inputs as savings
        on terms.saving_input = savings.input
    left join inputs as shares
        on terms.recapture_input = shares.input
    where terms.period_name = 'current'

),

total as (

    select sum(amount * price * saving * share) as benefit
    from terms

),

-- by how much the total rises with each
slopes as (

    select
        price_input as input,
        amount * saving * share as slope
    from terms
    union all
    select
        saving_input as input,
        amount * price * share as slope
    from terms
    union all
    select
        recapture_input as input,
        amount * price * saving as slope
    from terms

),

sums as (

    select
        input,
        sum(slope) as slope
    from slopes
    group by input

),

final as (

    select
        inputs.input as assumption,
        inputs.low,
        inputs.high,
        total.benefit + coalesce(sums.slope, 0e0) * (inputs.low - inputs.middle) as total_at_low,
        total.benefit + coalesce(sums.slope, 0e0) * (inputs.high - inputs.middle)
            as total_at_high,
        coalesce(sums.slope, 0e0) * (inputs.high - inputs.low) as swing
    from inputs
    cross join total
    left join sums
        on inputs.input = sums.input

)

select
    assumption,
    low,
    high,
    cast(total_at_low as decimal(18, 2)) as total_at_low,
    cast(total_at_high as decimal(18, 2)) as total_at_high,
    cast(swing as decimal(18, 2)) as swing
from final
order by abs(swing) desc, assumption asc
