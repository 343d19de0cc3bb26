-- Every incident with the build that last computed its observations. A full build
-- computes all. An increment computes those with another state than the last build saw,
-- whatever the reason, and those of which a row has come, changed or gone.
with captures as (

    select {{ dbt.listagg('capture_id', "' '", 'order by capture_id') }} as captured
    from {{ ref('export_captures') }}

),

described as (

    select
        incidents.*,
        repeats.previous_incident_id,
        repeats.previous_change_trigger,
        repeats.days_since_previous,
        repeats.is_observable,
        repeats.is_repeat,
        captures.captured
    from {{ ref('incidents') }} as incidents
    cross join captures
    left join {{ ref('incident_repeats') }} as repeats
        on incidents.incident_id = repeats.incident_id

),

states as (

    select
        incident_id,
        {{ row_fingerprint('described') }} as state
    from described

),

final as (

    {% if not execute or adds_to_last_build() %}
    select
        coalesce(states.incident_id, former.incident_id) as incident_id,
        states.state
    from states
    full outer join {{ this }} as former
        on states.incident_id = former.incident_id
    left join {{ ref('incidents_with_news') }} as news
        on states.incident_id = news.incident_id
    where
        states.state is distinct from former.state
        or news.has_changed_rows
    {% else %}
    select * from states
    {% endif %}

)

select
    *,
    '{{ invocation_id }}' as build_id
from final
