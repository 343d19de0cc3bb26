-- Updates that a status page showed the public, each id once, the latest showing.
-- What has no id or no readable time cannot be placed: is_readable says so, and
-- quality_issues names it.
with elements as (

    {{ json_elements(
        ref('stg_statuspage__incidents'),
        'record',
        'incident_updates',
        keep=['incident_id', 'source_file', 'source_row'],
        condition="row_fate = 'accepted' and not is_maintenance"
    ) }}

),

fields as (

    select
        incident_id,
        source_file,
        source_row,
        element as update_record,
        {{ json_text('element', 'id') }} as id,
        {{ json_text('element', 'display_at') }} as display_at,
        {{ json_text('element', 'created_at') }} as created_at
    from elements

),

cleaned as (

    select
        incident_id,
        source_file,
        source_row,
        update_record,
        {{ clean_columns(['id', 'display_at', 'created_at']) }}
    from fields

),

parsed as (

    select
        incident_id,
        source_file,
        source_row,
        cast(update_record as varchar) as update_record,
        'statuspage:' || id as update_id,
        'external' as audience,
        {{ parse_timestamp('coalesce(display_at, created_at)') }} as sent_at
    from cleaned

),

showings as (

    select
        *,
        update_id is not null and sent_at is not null as is_readable,
        row_number() over (
            partition by update_id
            order by sent_at desc nulls last, incident_id desc, update_record desc
        ) as showing_rank
    from parsed

)

select * from showings
where showing_rank = 1 or not is_readable
