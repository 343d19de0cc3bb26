-- Teams: who can own services and answer pages.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with cleaned as (

    select
        {{ raw_row_columns() }},
        {{ clean_columns(['team_id', 'team_name', 'updated_at', 'is_deleted']) }}
    from {{ source('standard', 'teams') }}
    {{ only_new_rows() }}

),

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
        {{ typed_boolean('is_deleted') }},
        ---------- timestamps
        {{ typed_timestamp('updated_at') }}
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
