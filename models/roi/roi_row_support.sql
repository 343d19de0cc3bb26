-- What each comparing row rests on: its cells, its incidents in both windows, those that
-- the saving is applied to, how much of what should be recorded is, and what the
-- effective number of incidents is made of.
with members as (

    select
        roi_row_id,
        count(*) as n_cells,
        sum(case when is_compared then 0 else 1 end) as n_not_compared,
        sum(case when is_compared then n_baseline else 0 end) as n_baseline,
        sum(case when is_compared then n_current else 0 end) as n_current,
        sum(n_applied) as n_applied,
        sum(case when is_compared then n_expected_current else 0 end) as n_counted_compared,
        sum(n_expected_current) as n_counted,
        sum(case when is_compared then 1e0 * n_applied * n_applied / n_baseline else 0e0 end)
            as spread_baseline,
        sum(case when is_compared then 1e0 * n_applied * n_applied / n_current else 0e0 end)
            as spread_current,
        sum(n_expected_baseline) as n_expected_baseline,
        sum(n_expected_current) as n_expected_current,
        sum(n_baseline) as n_complete_baseline,
        sum(n_current) as n_complete_current
    from {{ ref('roi_row_members') }}
    group by roi_row_id

)

select
    rows_.roi_row_id,
    members.n_cells,
    members.n_not_compared,
    members.n_baseline,
    members.n_current,
    members.n_applied,
    members.n_counted_compared,
    members.n_counted,
    members.spread_baseline,
    members.spread_current,
    case
        when rows_.measure = 'responder_time' then coalesce(entries.n_expected_baseline, 0)
        else members.n_expected_baseline
    end as n_expected_baseline,
    case
        when rows_.measure = 'responder_time' then coalesce(entries.n_complete_baseline, 0)
        else members.n_complete_baseline
    end as n_complete_baseline,
    case
        when rows_.measure = 'responder_time' then coalesce(entries.n_expected_current, 0)
        else members.n_expected_current
    end as n_expected_current,
    case
        when rows_.measure = 'responder_time' then coalesce(entries.n_complete_current, 0)
        else members.n_complete_current
    end as n_complete_current
from {{ ref('roi_rows') }} as rows_
inner join members
    on rows_.roi_row_id = members.roi_row_id
left join {{ ref('roi_entry_completeness') }} as entries
    on rows_.roi_row_id = entries.roi_row_id
