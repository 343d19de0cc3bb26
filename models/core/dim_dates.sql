-- Every day from the month of the first incident to the day of the last.
with span as (

    select
        cast(date_trunc('month', min(started_on)) as date) as first_day,
        max(started_on) as last_day
    from {{ ref('incidents') }}

),

days as (

    {{ day_series('first_day', 'last_day', 'span') }}

)

select
    date_day,
    cast(date_trunc('week', date_day) as date) as week_starts_on,
    cast(date_trunc('month', date_day) as date) as month_starts_on,
    cast(date_trunc('quarter', date_day) as date) as quarter_starts_on,
    {{ month_name('date_day') }} as month
from days
