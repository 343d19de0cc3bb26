-- Attempts to act on an incident, allowed or blocked.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with {{
    clean_rows(
        source('standard', 'actions'),
        texts=[
            'action_id',
            'incident_id',
            'action_kind',
            'proposed_by',
            'policy_decision',
            'block_reason',
            'risk_severity',
            'approved_by',
            'outcome',
            'stop_reason',
        ],
        booleans=['is_deleted'],
        timestamps=[
            'proposed_at',
            'approved_at',
            'executed_at',
            'stopped_at',
            'revert_decided_at',
            'recovery_verified_at',
            'updated_at',
        ]
    )
}},

parsed as (

    select
        source_file,
        source_row,
        landing_order,
        unreadable_line,
        ---------- ids
        action_id,
        incident_id,
        ---------- labels
        action_kind,
        lower(proposed_by) as proposed_by,
        lower(policy_decision) as policy_decision,
        lower(block_reason) as block_reason,
        risk_severity,
        approved_by,
        lower(outcome) as outcome,
        stop_reason,
        ---------- booleans
        {{ typed('is_deleted') }},
        ---------- timestamps
        {{ typed('proposed_at') }},
        {{ typed('approved_at') }},
        {{ typed('executed_at') }},
        {{ typed('stopped_at') }},
        {{ typed('revert_decided_at') }},
        {{ typed('recovery_verified_at') }},
        {{ typed('updated_at') }}
    from cleaned

),

{{
    row_fates(
        'parsed',
        key=['action_id'],
        required={
            'action_id': 'string',
            'incident_id': 'string',
            'proposed_at': 'timestamp',
        },
        parent=(ref('known_incidents'), 'incident_id')
    )
}}

select * from fates
{{ clustered_by(['landing_order', 'source_row']) }}
