-- Incidents as the tool delivered them, labels not yet mapped.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with {{
    clean_rows(
        source('standard', 'incidents'),
        texts=[
            'incident_id',
            'title',
            'status',
            'severity',
            'incident_class',
            'service_id',
            'owning_team_id',
            'failure_mode_id',
            'change_trigger',
            'change_id',
        ],
        booleans=['is_deleted'],
        timestamps=[
            'started_at',
            'detected_at',
            'mitigated_at',
            'resolved_at',
            'steady_state_at',
            'updated_at',
        ],
        none_is_a_value=['change_trigger']
    )
}},

parsed as (

    select
        source_file,
        source_row,
        landing_order,
        unreadable_line,
        ---------- ids
        incident_id,
        service_id,
        owning_team_id,
        failure_mode_id,
        change_id,
        ---------- labels
        title,
        status,
        severity,
        incident_class,
        lower(change_trigger) as change_trigger,
        ---------- booleans
        {{ typed('is_deleted') }},
        ---------- timestamps
        {{ typed('started_at') }},
        {{ typed('detected_at') }},
        {{ typed('mitigated_at') }},
        {{ typed('resolved_at') }},
        {{ typed('steady_state_at') }},
        {{ typed('updated_at') }}
    from cleaned

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
