-- Queries run, dashboards opened and checks made by responders.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with {{
    clean_rows(
        source('standard', 'investigation_steps'),
        texts=['step_id', 'incident_id', 'responder_id', 'step_kind', 'fingerprint'],
        booleans=['is_deleted'],
        timestamps=['executed_at', 'updated_at']
    )
}},

parsed as (

    select
        source_file,
        source_row,
        landing_order,
        unreadable_line,
        ---------- ids
        step_id,
        incident_id,
        responder_id,
        ---------- labels
        lower(step_kind) as step_kind,
        fingerprint,
        ---------- booleans
        {{ typed('is_deleted') }},
        ---------- timestamps
        {{ typed('executed_at') }},
        {{ typed('updated_at') }}
    from cleaned

),

{{
    row_fates(
        'parsed',
        key=['step_id'],
        required={
            'step_id': 'string',
            'incident_id': 'string',
            'responder_id': 'string',
            'fingerprint': 'string',
            'executed_at': 'timestamp',
        },
        parent=(ref('known_incidents'), 'incident_id')
    )
}}

select * from fates
{{ clustered_by(['landing_order', 'source_row']) }}
