-- Incidents and maintenances of a public status page, one row per raw record with
-- its fate. A later export of the same page supersedes by the page's own updated_at.
with raw_rows as (

    select * from {{ source('statuspage', 'incidents') }}

),

fields as (

    select
        _source_file,
        _source_row,
        _landing_order,
        _unreadable_line,
        record,
        {{ json_text('record', 'id') }} as id,
        {{ json_text('record', 'name') }} as title,
        {{ json_text('record', 'status') }} as status,
        {{ json_text('record', 'impact') }} as severity,
        {{ json_text('record', 'scheduled_for') }} as scheduled_for,
        coalesce({{ json_text('record', 'started_at') }}, {{ json_text('record', 'created_at') }})
            as started_at,
        {{ json_text('record', 'monitoring_at') }} as mitigated_at,
        {{ json_text('record', 'resolved_at') }} as resolved_at,
        {{ json_text('record', 'updated_at') }} as updated_at
    from raw_rows

),

parsed as (

    select
        {{ raw_row_columns() }},
        record,
        ---------- ids
        'statuspage:' || {{ clean_text('id') }} as incident_id,
        ---------- labels
        {{ raw_string('title') }},
        {{ raw_string('status') }},
        {{ raw_string('severity') }},
        ---------- booleans
        false as is_deleted,
        (
            lower(coalesce(severity, '')) = 'maintenance'
            or {{ clean_text('scheduled_for') }} is not null
            or lower(coalesce(status, ''))
            in ('scheduled', 'in_progress', 'verifying', 'completed')
        ) as is_maintenance,
        ---------- timestamps
        {{ raw_timestamp('started_at') }},
        {{ raw_timestamp('mitigated_at') }},
        {{ raw_timestamp('resolved_at') }},
        {{ raw_timestamp('updated_at') }}
    from fields

),

{{
    row_fates(
        'parsed',
        key=['incident_id'],
        required={'incident_id': 'string', 'started_at': 'timestamp'}
    )
}}

select * from fates
