-- Which team owned which service, and from when to when.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with {{
    clean_rows(
        source('standard', 'service_owners'),
        texts=['service_id', 'team_id'],
        booleans=['is_deleted'],
        timestamps=['valid_from', 'valid_to', 'updated_at']
    )
}},

parsed as (

    select
        source_file,
        source_row,
        landing_order,
        unreadable_line,
        ---------- ids
        service_id,
        team_id,
        ---------- booleans
        {{ typed('is_deleted') }},
        ---------- timestamps
        {{ typed('valid_from') }},
        {{ typed('valid_to') }},
        {{ typed('updated_at') }}
    from cleaned

),

{{
    row_fates(
        'parsed',
        key=['service_id', 'valid_from'],
        required={
            'service_id': 'string',
            'team_id': 'string',
            'valid_from': 'timestamp',
        },
        unreadable_means_void=['valid_to']
    )
}}

select * from fates
{{ clustered_by(['landing_order', 'source_row']) }}
