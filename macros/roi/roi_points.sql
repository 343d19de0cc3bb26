{#-
    Five factors of up to two points each, of a line or of a bucket of lines; factors is
    the relation that carries what they are made of.
-#}
{% macro roi_points(factors) -%}
    {%- set baseline = completeness(factors, 'baseline') -%}
    {%- set current = completeness(factors, 'current') -%}
    greatest(
        0,
        {{ points('least(' ~ baseline ~ ', ' ~ current ~ ')', 0.9, 0.75) }}
        - case when abs({{ baseline }} - {{ current }}) > 0.05e0 + 1e-12 then 1 else 0 end
    ) as points_completeness,
    {{ points(effective_incidents(factors), 50, 20) }} as points_n,
    {{ points(
        'coalesce(1e0 * ' ~ factors ~ '.n_counted_compared / nullif(' ~ factors ~ '.n_counted, 0), 0e0)',
        0.9, 0.75,
    ) }} as points_segmentation,
    case when {{ factors }}.is_trend_adjusted then 2 else 1 end as points_design,
    case
        when {{ factors }}.quantity_low > 0e0 or {{ factors }}.quantity_high < 0e0
            then
                case
                    when {{ range_ratio(factors) }} <= 1.6e0 then 2
                    when {{ range_ratio(factors) }} <= 2.5e0 then 1
                    else 0
                end
        else 0
    end as points_width
{%- endmacro %}

{#- How much of what should be recorded is; where nothing is expected, nothing is complete. -#}
{% macro completeness(factors, side) -%}
    coalesce(
        1e0 * {{ factors }}.n_complete_{{ side }} / nullif({{ factors }}.n_expected_{{ side }}, 0),
        0e0
    )
{%- endmacro %}

{#- As many evenly spread incidents would tell as much: the least of both windows. -#}
{% macro effective_incidents(factors) -%}
    coalesce(
        1e0 * {{ factors }}.n_applied * {{ factors }}.n_applied
        / nullif(greatest({{ factors }}.spread_baseline, {{ factors }}.spread_current), 0e0),
        0e0
    )
{%- endmacro %}

{#- The greater end of a range over the lesser, both of one sign. -#}
{% macro range_ratio(factors) -%}
    greatest(abs({{ factors }}.quantity_low), abs({{ factors }}.quantity_high))
    / least(abs({{ factors }}.quantity_low), abs({{ factors }}.quantity_high))
{%- endmacro %}

{#- high, medium or low from the five points, and what else makes it low. -#}
{% macro roi_confidence(rated) -%}
    {%- set total -%}
        ({{ rated }}.points_completeness + {{ rated }}.points_n + {{ rated }}.points_segmentation
        + {{ rated }}.points_design + {{ rated }}.points_width)
    {%- endset -%}
    case
        when
            {{ rated }}.quantity_low is null
            or {{ rated }}.crosses_boundary
            or {{ effective_incidents(rated) }} < 10e0
            then 'low'
        when
            {{ total }} >= 8
            and {{ rated }}.points_design = 2
            and least(
                {{ rated }}.points_completeness,
                {{ rated }}.points_n,
                {{ rated }}.points_segmentation,
                {{ rated }}.points_width
            ) > 0
            then 'high'
        when
            {{ total }} >= 5
            and {{ rated }}.points_completeness >= 1
            and {{ rated }}.points_segmentation >= 1
            then 'medium'
        else 'low'
    end
{%- endmacro %}
