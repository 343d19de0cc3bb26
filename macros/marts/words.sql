{#- Figures as people read them, composed in SQL. -#}

{#- A number with a fixed count of decimals. -#}
{% macro fixed(number, decimals) -%}
    cast(cast(round({{ number }}, {{ decimals }}) as decimal(18, {{ decimals }})) as {{ dbt.type_string() }})
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
        when 'minutes' then ' min'
        when 'days' then ' days'
        when 'hours' then ' h'
        when 'percent' then ' %'
        when 'per_1000_deploys' then ' per 1,000 deploys'
        when 'per_month' then ' a month'
        else ''
    end
{%- endmacro %}

{#- A change with its sign: in per cent on the log scale, else in the unit; shares in points. -#}
{% macro change_words(change, scale, unit) -%}
    case when {{ change }} > 0e0 then '+' else '' end
    || case
        when {{ scale }} = 'log_ratio' then {{ fixed('100e0 * (exp(' ~ change ~ ') - 1e0)', 0) }} || ' %'
        when {{ unit }} = 'share' then {{ fixed('100e0 * ' ~ change, 1) }} || ' points'
        else {{ figure_words(change, unit) }}
    end
{%- endmacro %}
