-- Updates sent to stakeholders, of all sources.
select
    update_id,
    incident_id,
    audience,
    sent_at,
    promised_next_at,
    drafted_by,
    edit_level,
    edit_reason,
    corrects_update_id,
    correction_reason
from {{ ref('stg_standard__updates') }}
where row_fate = 'accepted'
union all
select
    update_id,
    incident_id,
    audience,
    sent_at,
    cast(null as timestamp) as promised_next_at,
    cast(null as {{ dbt.type_string() }}) as drafted_by,
    cast(null as {{ dbt.type_string() }}) as edit_level,
    cast(null as {{ dbt.type_string() }}) as edit_reason,
    cast(null as {{ dbt.type_string() }}) as corrects_update_id,
    cast(null as {{ dbt.type_string() }}) as correction_reason
from {{ ref('stg_statuspage__updates') }}
where
    is_readable
    and update_id not in (
        select standard.update_id
        from {{ ref('stg_standard__updates') }} as standard
        -- the few that a page has, not all of the standard export's
        inner join {{ ref('stg_statuspage__updates') }} as restated
            on standard.update_id = restated.update_id
        where standard.row_fate = 'accepted'
    )
