{#- Figures as people read them, composed in SQL. -#}

{#- A number with a fixed count of decimals. -#}
{% macro fixed(number, decimals) -%}
    cast(cast(round({{ settled(number) }}, {{ decimals }}) as decimal(18, {{ decimals }})) as {{ dbt.type_string() }})
{%- endmacro %}

{#- The same with its sign; what rounds to zero has none. -#}
{% macro signed(number, decimals) -%}
    case when round({{ settled(number) }}, {{ decimals }}) > 0e0 then '+' else '' end
    || {{ fixed(number, decimals) }}
{%- endmacro %}

{#- A figure in its unit; large ones without decimals. -#}
{% macro figure_words(number, unit) -%}
    case {{ unit }}
        when 'share' then {{ fixed('100e0 * ' ~ number, 1) }} || ' %'
        when 'count' then {{ fixed(number, 2) }}
        else
            case
                when abs({{ number }}) >= 100e0 then {{ fixed(number, 0) }}
                else {{ fixed(number, 1) }}
            end
    end
    || case {{ unit }}
        when 'percent' then ' %'
        else {{ unit_words(unit) }}
    end
{%- endmacro %}

{% macro unit_words(unit) -%}
    case {{ unit }}
        when 'minutes' then ' min'
        when 'days' then ' days'
        when 'hours' then ' h'
        when 'per_1000_deploys' then ' per 1,000 deploys'
        when 'per_month' then ' a month'
        else ''
    end
{%- endmacro %}

{#- On how many incidents a figure rests; beside an average also its p90. -#}
{% macro n_words(n, p90, unit) -%}
    ' (' || coalesce('p90 ' || {{ figure_words(p90, unit) }} || ', ', '')
    || 'n ' || cast({{ n }} as {{ dbt.type_string() }}) || ')'
{%- endmacro %}

{#- A change with its sign and without its unit, for the first end of a range. -#}
{% macro change_number(change, scale, unit) -%}
    case
        when {{ scale }} = 'log_ratio' then {{ signed('100e0 * (exp(' ~ change ~ ') - 1e0)', 0) }}
        when {{ unit }} = 'share' then {{ signed('100e0 * ' ~ change, 1) }}
        when {{ unit }} = 'count' then {{ signed(change, 2) }}
        when abs({{ change }}) >= 100e0 then {{ signed(change, 0) }}
        else {{ signed(change, 1) }}
    end
{%- endmacro %}

{#- In per cent on the log scale, else in the unit; shares and per cent in points. -#}
{% macro change_unit(scale, unit) -%}
    case
        when {{ scale }} = 'log_ratio' then ' %'
        when {{ unit }} in ('share', 'percent') then ' points'
        else {{ unit_words(unit) }}
    end
{%- endmacro %}

{% macro change_words(change, scale, unit) -%}
    {{ change_number(change, scale, unit) }} || {{ change_unit(scale, unit) }}
{%- endmacro %}

{#-
    How small a change would go unseen. On the log scale a rise and a fall that are
    equally hard to see are not equally many per cent.
-#}
{% macro unseen_words(smallest, scale, unit) -%}
    case
        when {{ scale }} = 'log_ratio'
            then
                'a rise of less than ' || {{ fixed('100e0 * (exp(' ~ smallest ~ ') - 1e0)', 0) }}
                || ' % or a fall of less than '
                || {{ fixed('100e0 * (1e0 - exp(-' ~ smallest ~ '))', 0) }} || ' %'
        else
            'a change of less than '
            || case
                when {{ unit }} = 'share' then {{ fixed('100e0 * ' ~ smallest, 1) }}
                when {{ unit }} = 'count' then {{ fixed(smallest, 2) }}
                else {{ fixed(smallest, 1) }}
            end
            || {{ change_unit(scale, unit) }} || ', up or down,'
    end
    || ' would often go unseen'
{%- endmacro %}
