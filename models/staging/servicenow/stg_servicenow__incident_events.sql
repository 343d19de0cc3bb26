-- Audit rows of ServiceNow incidents: the whole record after each update.
-- An update is known by number, version and time: five pairs of the reference
-- export share a version number and are two updates all the same. The audit log writes
-- '?' where it has nothing.
with {{
    clean_rows(
        source('servicenow', 'incident_events'),
        texts=[
            'number',
            'cmdb_ci',
            'caused_by',
            'short_description',
            'incident_state',
            'category',
            'priority',
            'assignment_group',
        ],
        numbers={'sys_mod_count': 0, 'reopen_count': 0},
        timestamps=['opened_at', 'sys_updated_at', 'resolved_at'],
        blank='?',
        timestamp_macro=parse_servicenow_timestamp
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
        {{ typed('sys_mod_count') }},
        {{ typed('reopen_count') }},
        ---------- booleans
        false as is_deleted,
        ---------- timestamps
        {{ typed('opened_at') }},
        {{ typed('sys_updated_at') }},
        {{ typed('resolved_at') }},
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
