-- Every reported period with the build that last computed its figures. A full build
-- computes all. An increment computes those that begin or end elsewhere, that an
-- incident has entered, left or changed in, and all when the cells are numbered anew.
with numbering as (

    select
        (
            select bit_xor({{ row_fingerprint('segment_cells') }})
            from {{ ref('segment_cells') }} as segment_cells  -- noqa: AL05
        ) as numbers_of_segment_cells,
        (
            select bit_xor({{ row_fingerprint('finest_cells') }})
            from {{ ref('finest_cells') }} as finest_cells  -- noqa: AL05
        ) as numbers_of_finest_cells

),

placed_incidents as (

    select
        cells.incident_id,
        cells.period_name,
        cells.finest_cell_id,
        cells.is_open,
        touched.build_id
    from {{ ref('incident_cells') }} as cells
    inner join {{ ref('touched_incidents') }} as touched
        on cells.incident_id = touched.incident_id

),

contents as (

    select
        period_name,
        count(*) as n_incidents,
        bit_xor({{ row_fingerprint('placed_incidents') }}) as incidents
    from placed_incidents
    group by period_name

),

described as (

    select
        periods.*,
        contents.n_incidents,
        contents.incidents,
        numbering.numbers_of_segment_cells,
        numbering.numbers_of_finest_cells
    from {{ ref('reporting_periods') }} as periods
    cross join numbering
    left join contents
        on periods.period_name = contents.period_name

),

states as (

    select
        period_name,
        {{ row_fingerprint('described') }} as state
    from described

),

final as (

    {% if adds_to_last_build() %}
    select
        coalesce(states.period_name, former.period_name) as period_name,
        states.state
    from states
    full outer join {{ this }} as former
        on states.period_name = former.period_name
    where states.state is distinct from former.state
    {% else %}
    select * from states
    {% endif %}

)

select
    *,
    '{{ invocation_id }}' as build_id
from final
