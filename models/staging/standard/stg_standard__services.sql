-- Services, with the tier label as the team writes it.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with {{
    clean_rows(
        source('standard', 'services'),
        texts=['service_id', 'service_name', 'service_tier'],
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
        service_id,
        ---------- labels
        service_name,
        service_tier,
        ---------- booleans
        {{ typed('is_deleted') }},
        ---------- timestamps
        {{ typed('updated_at') }}
    from cleaned

),

{{
    row_fates(
        'parsed',
        key=['service_id'],
        required={'service_id': 'string'}
    )
}}

select * from fates
{{ clustered_by(['landing_order', 'source_row']) }}
