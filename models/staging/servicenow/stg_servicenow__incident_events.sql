-- Audit rows of ServiceNow incidents: the whole record after each update.
-- An update is known by number, version and time: five pairs of the reference
-- export share a version number and are two updates all the same. The audit log writes
-- '?' where it has nothing.
with {{
    clean_rows(
        source('servicenow', 'incident_events'),
        [
            'number',
            'cmdb_ci',
            'caused_by',
            'short_description',
            'incident_state',
            'category',
            'priority',
            'assignment_group',
            'sys_mod_count',
            'reopen_count',
            'opened_at',
            'sys_updated_at',
            'resolved_at',
        ],
        blank='?'
    )
}},

parsed as (

    select
        source_file,
        source_row,
        landing_order,
        unreadable_line,
        ---------- ids
        number,
        cmdb_ci,
        caused_by,
        ---------- labels
        short_description,
        incident_state,
        category,
        priority,
        assignment_group,
        ---------- measures
        {{ typed_number('sys_mod_count', minimum=0) }},
        {{ typed_number('reopen_count', minimum=0) }},
        ---------- booleans
        false as is_deleted,
        ---------- timestamps
        {{ servicenow_timestamp('opened_at') }},
        {{ servicenow_timestamp('sys_updated_at') }},
        {{ servicenow_timestamp('resolved_at') }},
        -- the same update exported again: the later landing knows more
        cast(null as timestamp) as updated_at
    from cleaned

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
{{ clustered_by(['landing_order', 'source_row']) }}
