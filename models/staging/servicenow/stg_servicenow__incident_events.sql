-- Audit rows of ServiceNow incidents: the whole record after each update.
-- An update is known by number, version and time: five pairs of the reference
-- export share a version number and are two updates all the same.
with raw_rows as (

    select * from {{ source('servicenow', 'incident_events') }}

),

parsed as (

    select
        {{ raw_row_columns() }},
        ---------- ids
        {{ servicenow_text('number') }} as number,
        {{ servicenow_text('cmdb_ci') }} as cmdb_ci,
        {{ servicenow_text('caused_by') }} as caused_by,
        ---------- labels
        {{ servicenow_text('short_description') }} as short_description,
        {{ servicenow_text('incident_state') }} as incident_state,
        {{ servicenow_text('category') }} as category,
        {{ servicenow_text('priority') }} as priority,
        {{ servicenow_text('assignment_group') }} as assignment_group,
        ---------- measures
        {{ servicenow_number('sys_mod_count') }},
        {{ servicenow_number('reopen_count') }},
        ---------- booleans
        false as is_deleted,
        ---------- timestamps
        {{ servicenow_timestamp('opened_at') }},
        {{ servicenow_timestamp('sys_updated_at') }},
        {{ servicenow_timestamp('resolved_at') }},
        -- the same update exported again: the later landing knows more
        cast(null as timestamp) as updated_at
    from raw_rows

),

{{
    row_fates(
        'parsed',
        key=['number', 'sys_mod_count', 'sys_updated_at'],
        required={
            'number': 'string',
            'opened_at': 'timestamp',
            'sys_mod_count': 'number',
            'sys_updated_at': 'timestamp',
        }
    )
}}

select * from fates
