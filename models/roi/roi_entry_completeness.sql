-- Time entries of the incidents of each row of sampled responder time, and those that say
-- how long, whose and on what: the others cannot be placed.
with entries as (

    select
        incident_id,
        count(*) as n_entries,
        sum(
            case
                when
                    minutes_spent is not null
                    and {{ known_role('responder_role') }} <> 'unknown'
                    and {{ known_time_sink('time_sink') }} <> 'unknown'
                    then 1
                else 0
            end
        ) as n_complete
    from {{ ref('time_entries') }}
    where method = 'sampled'
    group by incident_id

)

select
    cells.roi_row_id,
    sum(case when incidents.period_name = 'baseline' then entries.n_entries else 0 end)
        as n_expected_baseline,
    sum(case when incidents.period_name = 'baseline' then entries.n_complete else 0 end)
        as n_complete_baseline,
    sum(case when incidents.period_name = 'baseline' then 0 else entries.n_entries end)
        as n_expected_current,
    sum(case when incidents.period_name = 'baseline' then 0 else entries.n_complete end)
        as n_complete_current
from {{ ref('roi_row_members') }} as cells
inner join {{ ref('roi_incidents') }} as incidents
    on
        cells.severity = incidents.severity
        and cells.incident_class = incidents.incident_class
        and cells.service_tier = incidents.service_tier
        and incidents.period_name in ('baseline', cells.period_name)
inner join entries
    on incidents.incident_id = entries.incident_id
where incidents.is_counted and cells.measure = 'responder_time'
group by cells.roi_row_id
