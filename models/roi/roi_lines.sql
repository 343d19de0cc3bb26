-- The lines that each comparing row of the ledger has: its total, the parts that occur in
-- it, and both again with the trend of the control taken out, where there is one.
select
    parts.*,
    'before_after' as attribution
from {{ ref('roi_row_parts') }} as parts
union all
select
    parts.*,
    'trend_adjusted' as attribution
from {{ ref('roi_row_parts') }} as parts
inner join {{ ref('roi_rows') }} as rows_
    on parts.roi_row_id = rows_.roi_row_id
inner join {{ ref('roi_trends') }} as trends
    on
        rows_.measure = trends.measure
        and rows_.period_name = trends.period_name
