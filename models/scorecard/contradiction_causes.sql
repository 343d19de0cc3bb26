-- Why shared context was contradicted: major corrections by cause.
-- Only corrections that contradiction_rate counts: at or after the first sharing.
with first_shares as (

    select
        incident_id,
        min(shared_at) as first_shared_at
    from {{ ref('fct_context_packets') }}
    where shared_at is not null
    group by incident_id

),

corrections as (

    select
        corrections.correction_id,
        corrections.incident_id,
        coalesce(corrections.cause, 'unknown') as cause
    from {{ ref('narrative_corrections') }} as corrections
    inner join first_shares
        on
            corrections.incident_id = first_shares.incident_id
            and corrections.corrected_at >= first_shares.first_shared_at
    where corrections.magnitude = 'major'

),

counts as (

    select
        cells.period_name,
        cells.finest_cell_id,
        corrections.cause,
        count(*) as n_corrections,
        count(distinct corrections.incident_id) as n_incidents
    from corrections
    inner join {{ ref('incident_cells') }} as cells
        on corrections.incident_id = cells.incident_id
    group by cells.period_name, cells.finest_cell_id, corrections.cause

)

select
    {{ breakdown_columns('frame') }},
    counts.cause,
    cast(sum(counts.n_corrections) as bigint) as n_corrections,
    cast(sum(counts.n_incidents) as bigint) as n_incidents
from counts
inner join {{ ref('breakdown_cells') }} as frame
    on
        counts.period_name = frame.period_name
        and counts.finest_cell_id = frame.finest_cell_id
group by {{ breakdown_columns('frame') }}, counts.cause
