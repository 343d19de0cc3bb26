-- Three methods tell the same saved minutes: the summary may add only one of them, and of
-- each row only one attribution.
select
    period_name,
    incident_class,
    count(*) as n_lines
from {{ ref('roi_ranges') }}
where bucket = 'reclaimed_time' and is_headline
group by period_name, incident_class
having count(*) > 1
union all
select
    period_name,
    'any' as incident_class,
    count(distinct method) as n_lines
from {{ ref('roi_ranges') }}
where bucket = 'reclaimed_time' and is_headline
group by period_name
having count(distinct method) > 1
