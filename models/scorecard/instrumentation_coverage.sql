-- Which captures arrive, from which source and in which month, and how complete;
-- what is missing stands here as zero, with the metrics that wait for it.
-- Changes are captured for the estate, not for an incident: present or not.
-- of days, for to write the month of every change takes longer than all the rest
with days_with_changes as (

    select distinct changed_on
    from {{ ref('fct_changes') }}

),

source_months as (

    select
        source,
        month,
        {% for capture in captures() -%}
        sum(case when {{ capture[0] }} then 1 else 0 end) as {{ capture[0] }},
        {% endfor -%}
        count(*) as n_incidents
    from {{ ref('incident_captures') }}
    group by source, month

),

captured as (

    {% for capture in captures() -%}
    select
        source,
        month,
        '{{ capture[0] }}' as capture_id,
        {{ capture[0] }} as n_captured
    from source_months
    union all
    {% endfor -%}
    -- changes come with the standard export alone
    select
        months.source,
        months.month,
        'changes' as capture_id,
        months.n_incidents as n_captured
    from source_months as months
    where
        months.source = 'standard'
        and months.month in (
            select {{ month_name('days.changed_on') }} from days_with_changes as days
        )

),

waiting as (

    select
        capture_id,
        count(*) as n_metrics,
        {{ dbt.listagg('metric_id', "' '", 'order by metric_id') }} as metric_ids
    from {{ ref('capture_metrics') }}
    group by capture_id

)

select
    captures.capture_id as capability,
    source_months.source,
    source_months.month,
    captures.capture_name as capability_name,
    source_months.n_incidents as n_expected,
    cast(coalesce(captured.n_captured, 0) as bigint) as n_captured,
    coalesce(captured.n_captured, 0) * 1e0 / source_months.n_incidents as completeness,
    case
        when coalesce(captured.n_captured, 0) = 0 then 'missing'
        when captured.n_captured < source_months.n_incidents then 'partial'
        else 'complete'
    end as status,
    waiting.metric_ids,
    captures.how_to_capture
from {{ ref('captures') }} as captures
cross join source_months
left join captured
    on
        captures.capture_id = captured.capture_id
        and source_months.source = captured.source
        and source_months.month = captured.month
left join waiting
    on captures.capture_id = waiting.capture_id
