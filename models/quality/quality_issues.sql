-- Values that were voided, and why: what could not be parsed, and durations that run
-- backwards. Only of rows that are used, durations only of countable incidents.
with negative_durations as (

    select
        incidents.source,
        voided.metric_id,
        voided.observation_id as subject_id,
        cast(voided.value as {{ dbt.type_string() }}) as raw_value
    from {{ ref('void_durations') }} as voided
    inner join {{ ref('incidents') }} as incidents
        on voided.incident_id = incidents.incident_id

)

select
    source,
    table_name,
    rule,
    column_name,
    raw_value,
    source_file,
    source_row,
    cast(null as {{ dbt.type_string() }}) as metric_id,
    cast(null as {{ dbt.type_string() }}) as subject_id
from {{ ref('unparseable_values') }}
union all
select
    'statuspage' as source,
    'incidents' as table_name,
    'unparseable_value' as rule,
    'incident_updates' as column_name,
    update_record as raw_value,
    source_file,
    source_row,
    cast(null as {{ dbt.type_string() }}) as metric_id,
    cast(null as {{ dbt.type_string() }}) as subject_id
from {{ ref('stg_statuspage__updates') }}
where not is_readable
union all
select
    source,
    cast(null as {{ dbt.type_string() }}) as table_name,
    'negative_duration' as rule,
    cast(null as {{ dbt.type_string() }}) as column_name,
    raw_value,
    cast(null as {{ dbt.type_string() }}) as source_file,
    cast(null as bigint) as source_row,
    metric_id,
    subject_id
from negative_durations
