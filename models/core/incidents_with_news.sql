-- The incidents that an increment describes anew: those of which a row has come, changed
-- or gone, and all of them when their services or owners have news. A full build
-- describes all incidents and asks for none of these.
with changed as (

    {{ incidents_with_changed_rows() }}

),

shared_news as (

    select build_id from {{ ref('stg_standard__services') }}
    where build_id = '{{ invocation_id }}'
    union all
    select build_id from {{ ref('stg_standard__service_owners') }}
    where build_id = '{{ invocation_id }}'
    union all
    -- ServiceNow's services are read off its incidents
    select build_id from {{ ref('stg_servicenow__incident_events') }}
    where build_id = '{{ invocation_id }}'

),

described_anew as (

    select incident_id from changed
    union
    -- their own rows, which say nothing of what happened in them
    {{ changed_parents('incident_id') }}
    union
    select incident_id from {{ ref('known_incidents') }}
    where exists (select 1 as is_news from shared_news)

),

final as (

    select
        described_anew.incident_id,
        changed.incident_id is not null as has_changed_rows
    from described_anew
    left join changed
        on described_anew.incident_id = changed.incident_id

)

select * from final
{{ 'where false' if not adds_to_last_build() }}
