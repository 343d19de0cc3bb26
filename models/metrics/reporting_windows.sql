-- The windows that are compared, in days of the reporting time zone, ends exclusive.
-- Seeded, or the 180 days before AI became active and the last 90 days of the data.
with facts as (

    select
        (select min(activated_on) from {{ ref('ai_activation') }}) as first_activated_on,
        (
            select max(started_on) from {{ ref('incidents') }}
            where is_countable
        ) as last_started_on

),

seeded as (

    select
        max(case when window_name = 'baseline' then starts_on end) as baseline_starts_on,
        max(case when window_name = 'baseline' then ends_on end) as baseline_ends_on,
        max(case when window_name = 'current' then starts_on end) as current_starts_on,
        max(case when window_name = 'current' then ends_on end) as current_ends_on
    from {{ ref('analysis_windows') }}

),

baselines as (

    select
        coalesce(
            seeded.baseline_starts_on,
            {{ add_days('facts.first_activated_on', -180) }}
        ) as starts_on,
        coalesce(seeded.baseline_ends_on, facts.first_activated_on) as ends_on
    from facts
    cross join seeded

),

-- what happened before a migration or a reorganisation is no baseline
bounded_baselines as (

    select
        coalesce(max(boundaries.occurred_on), baselines.starts_on) as starts_on,
        baselines.ends_on
    from baselines
    left join {{ ref('boundaries') }} as boundaries
        on
            baselines.starts_on < boundaries.occurred_on
            and baselines.ends_on > boundaries.occurred_on
    group by baselines.starts_on, baselines.ends_on

),

currents as (

    select
        coalesce(
            seeded.current_starts_on,
            greatest(
                {{ add_days('facts.last_started_on', -89) }}, baselines.ends_on
            )
        ) as starts_on,
        coalesce(
            seeded.current_ends_on, {{ add_days('facts.last_started_on', 1) }}
        ) as ends_on
    from facts
    cross join seeded
    cross join baselines

),

final as (

    select
        'baseline' as window_name,
        starts_on,
        ends_on
    from bounded_baselines
    union all
    select
        'current' as window_name,
        starts_on,
        ends_on
    from currents

)

select
    *,
    {{ days_between('starts_on', 'ends_on') }} as n_days
from final
where starts_on < ends_on
