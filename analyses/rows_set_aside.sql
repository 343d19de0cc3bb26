-- Which raw rows could not be used, and why?
-- The example is one row of its kind; unknown_parent is mended in the parent's table.
with rules as (

    select
        source,
        table_name,
        rule,
        column_name,
        raw_value,
        source_file,
        source_row,
        count(*) over (
            partition by source, table_name, rule, column_name
        ) as n_rows,
        row_number() over (
            partition by source, table_name, rule, column_name
            order by source_file, source_row
        ) as example_rank
    from {{ ref('quarantine') }}

)

select
    rules.source,
    rules.table_name,
    rules.rule,
    rules.column_name,
    rules.n_rows,
    accounting.raw as n_raw,
    cast(rules.n_rows * 1e0 / accounting.raw as decimal(18, 4)) as share,
    rules.source_file as example_file,
    rules.source_row as example_row,
    rules.raw_value as example_value
from rules
inner join {{ ref('row_accounting') }} as accounting
    on
        rules.source = accounting.source
        and rules.table_name = accounting.table_name
where rules.example_rank = 1
order by rules.n_rows desc, rules.source asc, rules.table_name asc, rules.rule asc
