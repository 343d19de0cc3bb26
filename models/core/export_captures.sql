-- What the export as a whole carries. A metric may ask for it, to tell a zero from
-- nothing recorded, so whatever comes or goes here concerns every incident.
{% for capture in captures() %}
{%- set relation, condition = capture[3] or capture[1:3] %}
select '{{ capture[0] }}' as capture_id
where
    exists (
        select 1 as is_there
        from {{ ref(relation) }}
        where {{ condition }}
    )
{{ 'union all' if not loop.last }}
{% endfor %}
