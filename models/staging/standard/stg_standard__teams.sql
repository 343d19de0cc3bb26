-- Teams: who can own services and answer pages.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with {{
    clean_rows(
        source('standard', 'teams'),
        texts=['team_id', 'team_name'],
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
        team_id,
        ---------- labels
        team_name,
        ---------- booleans
        {{ typed('is_deleted') }},
        ---------- timestamps
        {{ typed('updated_at') }}
    from cleaned

),

{{
    row_fates(
        'parsed',
        key=['team_id'],
        required={'team_id': 'string'}
    )
}}

select * from fates
{{ clustered_by(['landing_order', 'source_row']) }}
