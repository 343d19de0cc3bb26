-- Incidents and maintenances of a public status page, one row per raw record with
-- its fate. A later export of the same page supersedes by the page's own updated_at.
with fields as (

    select
        {{ raw_row_columns() }},
        record,
        {{ json_text('record', 'id') }} as id,
        {{ json_text('record', 'name') }} as title,
        {{ json_text('record', 'status') }} as status,
        {{ json_text('record', 'impact') }} as severity,
        {{ json_text('record', 'scheduled_for') }} as scheduled_for,
        {{ json_text('record', 'started_at') }} as started_at,
        {{ json_text('record', 'created_at') }} as created_at,
        {{ json_text('record', 'monitoring_at') }} as mitigated_at,
        {{ json_text('record', 'resolved_at') }} as resolved_at,
        {{ json_text('record', 'updated_at') }} as updated_at
    from {{ source('statuspage', 'incidents') }}
    {{ only_new_rows() }}

),

cleaned as (

    select
        source_file,
        source_row,
        landing_order,
        unreadable_line,
        record,
        {{ clean_columns([
            'id',
            'title',
            'status',
            'severity',
            'scheduled_for',
            'started_at',
            'created_at',
            'mitigated_at',
            'resolved_at',
            'updated_at',
        ]) }}
    from fields

),

placed as (

    select
        source_file,
        source_row,
        landing_order,
        unreadable_line,
        record,
        id,
        title,
        status,
        severity,
        scheduled_for,
        coalesce(started_at, created_at) as started_at,
        mitigated_at,
        resolved_at,
        updated_at
    from cleaned

),

valued as (

    select
        placed.*
        {{- parsed_values(
            timestamps=['started_at', 'mitigated_at', 'resolved_at', 'updated_at']
        ) }}
    from placed

),

parsed as (

    select
        source_file,
        source_row,
        landing_order,
        unreadable_line,
        record,
        ---------- ids
        'statuspage:' || id as incident_id,
        ---------- labels
        title,
        status,
        severity,
        ---------- booleans
        false as is_deleted,
        (
            lower(coalesce(severity, '')) = 'maintenance'
            or scheduled_for is not null
            or lower(coalesce(status, ''))
            in ('scheduled', 'in_progress', 'verifying', 'completed')
        ) as is_maintenance,
        ---------- timestamps
        {{ typed('started_at') }},
        {{ typed('mitigated_at') }},
        {{ typed('resolved_at') }},
        {{ typed('updated_at') }}
    from valued

),

{{
    row_fates(
        'parsed',
        key=['incident_id'],
        required={'incident_id': 'string', 'started_at': 'timestamp'}
    )
}}

select * from fates
{{ clustered_by(['landing_order', 'source_row']) }}
