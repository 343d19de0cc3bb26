-- Incidents as the tool delivered them, labels not yet mapped.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with {{
    clean_rows(
        source('standard', 'incidents'),
        [
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
            'started_at',
            'detected_at',
            'mitigated_at',
            'resolved_at',
            'steady_state_at',
            'updated_at',
            'is_deleted',
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
        {{ typed_boolean('is_deleted') }},
        ---------- timestamps
        {{ typed_timestamp('started_at') }},
        {{ typed_timestamp('detected_at') }},
        {{ typed_timestamp('mitigated_at') }},
        {{ typed_timestamp('resolved_at') }},
        {{ typed_timestamp('steady_state_at') }},
        {{ typed_timestamp('updated_at') }}
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
