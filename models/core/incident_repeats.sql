-- Countable incidents with a known failure mode, each with the one before it.
-- An incident too close to the start of the export is not observable: what came
-- before the export is not known.
with failures as (

    select
        incident_id,
        failure_mode_id,
        change_trigger,
        started_at,
        lag(incident_id) over (
            partition by failure_mode_id order by started_at, incident_id
        ) as previous_incident_id,
        lag(started_at) over (
            partition by failure_mode_id order by started_at, incident_id
        ) as previous_started_at,
        lag(change_trigger) over (
            partition by failure_mode_id order by started_at, incident_id
        ) as previous_change_trigger
    from {{ ref('incidents') }}
    where is_countable and failure_mode_id is not null

),

export_start as (

    select min(started_at) as first_started_at
    from {{ ref('incidents') }}
    where is_countable

),

final as (

    select
        failures.*,
        {{ minutes_between('failures.previous_started_at', 'failures.started_at') }}
        / 1440e0 as days_since_previous,
        {{ minutes_between('export_start.first_started_at', 'failures.started_at') }}
        / 1440e0 >= {{ var('repeat_window_days') }} as is_observable,
        coalesce(
            {{ minutes_between('failures.previous_started_at', 'failures.started_at') }}
            / 1440e0 <= {{ var('repeat_window_days') }},
            false
        ) as is_repeat
    from failures
    cross join export_start

)

select * from final
