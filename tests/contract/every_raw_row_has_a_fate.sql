-- What was landed, counted in the raw store, is what staging accounts for.
with landed as (

    {% for source_name, table, _ in staged_tables() %}
    select
        '{{ source_name }}' as source,
        '{{ table }}' as table_name,
        -- one is less than any: every row counts, by a column that is cheap to read. Of a
        -- plain count the engine reads the first column, which is long.
        count(nullif(_landing_order, -1)) as n_landed
    from {{ source(source_name, table) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    landed.*,
    accounting.raw
from landed
left join {{ ref('row_accounting') }} as accounting
    on
        landed.source = accounting.source
        and landed.table_name = accounting.table_name
where
    accounting.raw is distinct from landed.n_landed
    or landed.n_landed
    <> accounting.accepted
    + accounting.superseded
    + accounting.deleted
    + accounting.quarantined
