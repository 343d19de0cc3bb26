-- Error budget that an incident burned, per SLO.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with {{
    clean_rows(
        source('standard', 'slo_burn'),
        texts=['incident_id', 'slo_id'],
        numbers={'bad_minutes': 0, 'budget_minutes': none},
        booleans=['is_deleted'],
        timestamps=['updated_at']
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
        {{ typed('bad_minutes') }},
        {{ typed('budget_minutes') }},
        ---------- booleans
        {{ typed('is_deleted') }},
        ---------- timestamps
        {{ typed('updated_at') }}
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
