-- Error budget that an incident burned, per SLO.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with {{
    clean_rows(
        source('standard', 'slo_burn'),
        [
            'incident_id',
            'slo_id',
            'bad_minutes',
            'budget_minutes',
            'updated_at',
            'is_deleted',
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
        incident_id,
        slo_id,
        ---------- measures
        {{ typed_number('bad_minutes', minimum=0) }},
        {{ typed_number('budget_minutes') }},
        ---------- booleans
        {{ typed_boolean('is_deleted') }},
        ---------- timestamps
        {{ typed_timestamp('updated_at') }}
    from cleaned

),

{{
    row_fates(
        'parsed',
        key=['incident_id', 'slo_id'],
        required={
            'incident_id': 'string',
            'slo_id': 'string',
            'bad_minutes': 'number',
            'budget_minutes': 'number',
        },
        positive=['budget_minutes'],
        parent=(ref('known_incidents'), 'incident_id')
    )
}}

select * from fates
{{ clustered_by(['landing_order', 'source_row']) }}
