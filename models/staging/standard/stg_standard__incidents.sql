-- Incidents as the tool delivered them, labels not yet mapped.
-- One row per raw row with its fate; readers keep row_fate = 'accepted'.
with raw_rows as (

    select * from {{ source('standard', 'incidents') }}

),

parsed as (

    select
        {{ raw_row_columns() }},
        ---------- ids
        {{ raw_string('incident_id') }},
        {{ raw_string('service_id') }},
        {{ raw_string('owning_team_id') }},
        {{ raw_string('failure_mode_id') }},
        {{ raw_string('change_id') }},
        ---------- labels
        {{ raw_string('title') }},
        {{ raw_string('status') }},
        {{ raw_string('severity') }},
        {{ raw_string('incident_class') }},
        {{ raw_listed('change_trigger', none_is_a_value=true) }},
        ---------- booleans
        {{ raw_boolean('is_deleted') }},
        ---------- timestamps
        {{ raw_timestamp('started_at') }},
        {{ raw_timestamp('detected_at') }},
        {{ raw_timestamp('mitigated_at') }},
        {{ raw_timestamp('resolved_at') }},
        {{ raw_timestamp('steady_state_at') }},
        {{ raw_timestamp('updated_at') }}
    from raw_rows

),

{{
    row_fates(
        'parsed',
        key=['incident_id'],
        required={'incident_id': 'string', 'started_at': 'timestamp'}
    )
}}

select * from fates
