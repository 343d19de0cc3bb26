{#- The ledger's sentences, composed in SQL from its figures alone. -#}

{#- An amount of money in the one currency, to the unit. -#}
{% macro money_words(amount) -%}
    {%- set symbol = {'USD': '$', 'EUR': '€', 'GBP': '£'}.get(var('currency'), var('currency') ~ ' ') -%}
    case when round({{ settled(amount) }}) < 0e0 then '-' else '' end
    || '{{ symbol }}' || {{ grouped_digits('abs(' ~ amount ~ ')') }}
{%- endmacro %}

{#- A range of money. -#}
{% macro money_range_words(low, high) -%}
    {{ money_words(low) }} || ' to ' || {{ money_words(high) }}
{%- endmacro %}

{#- A range of a quantity in its unit. -#}
{% macro quantity_range_words(low, high, unit) -%}
    {{ fixed(low, 1) }} || ' to ' || {{ fixed(high, 1) }} || ' ' || {{ unit }}
{%- endmacro %}

{#- What a range with zero in it, or below it, means. -#}
{% macro range_meaning(low, high) -%}
    case
        when {{ low }} < 0e0 and {{ high }} > 0e0
            then '; the range includes zero, so neither a saving nor a loss is shown'
        when {{ high }} < 0e0 then ', a loss'
        else ''
    end
{%- endmacro %}

{#-
    Why the confidence is what it is: what rules the rating first, then the factors, then
    what was assumed. rated carries the points, words the columns that assumptions need.
-#}
{% macro roi_confidence_reason(rated) -%}
    case
        when {{ rated }}.quantity_low is null then 'no figure'
        when {{ rated }}.crosses_boundary
            then 'a boundary lies between baseline and period, so they do not measure the same'
        when {{ effective_incidents(rated) }} < 10e0
            then 'fewer than 10 effective incidents'
        else
            case {{ rated }}.points_design
                when 2 then 'the trend of the control is taken out'
                else {{ design_words(rated) }}
            end
            || case {{ rated }}.points_completeness
                when 2 then ', records are complete'
                when 1 then ', some records are missing'
                else ', many records are missing or the windows differ in it'
            end
            || case {{ rated }}.points_n
                when 2 then ', enough incidents'
                when 1 then ', rather few incidents'
                else ', very few incidents'
            end
            || case {{ rated }}.points_segmentation
                when 2 then ', nearly all have their like in the baseline'
                when 1 then ', part of them have no like in the baseline'
                else ', many of them have no like in the baseline'
            end
            || case {{ rated }}.points_width
                when 2 then ', a narrow range'
                when 1 then ', a wide range'
                else ', a very wide range or one that includes zero'
            end
    end
{%- endmacro %}

{% macro design_words(rated) -%}
    case {{ rated }}.method
        when 'tagged' then 'as people recorded it, nothing is compared'
        when 'workflow' then 'an assumed saving per use, nothing is compared'
        else 'before and after without a control'
    end
{%- endmacro %}

{#- Why a line has no quantity. -#}
{% macro no_figure_reason(line) -%}
    case
        when {{ line }}.quantity_low is not null then null
        when {{ line }}.method = 'tagged' then 'No entry says how many minutes were saved.'
        when {{ line }}.n_baseline < 10 or {{ line }}.n_current < 10
            then
                'Fewer than 10 incidents that can be compared: '
                || cast({{ line }}.n_baseline as {{ dbt.type_string() }}) || ' in the baseline, '
                || cast({{ line }}.n_current as {{ dbt.type_string() }}) || ' in the period.'
        else 'Every compared incident is a cell of its own, so there is no spread to go by.'
    end
{%- endmacro %}

{#- What was assumed about money, said with every line and sum that it concerns. -#}
{% macro assumption_words(row) -%}
    case
        when {{ row }}.cost_low is null or {{ row }}.bucket = 'avoided_downtime' then ''
        when {{ row }}.is_recapture_assumed
            then '; all saved time is taken as put to use, for no recapture share is configured'
        else ''
    end
    || case
        when
            {{ row }}.bucket = 'avoided_downtime'
            and {{ row }}.cost_low is not null
            and {{ row }}.is_support_left_out
            then '; support load is left out, for support time has its own rate'
        else ''
    end
{%- endmacro %}

{#- A row of the summary as one sentence. -#}
{% macro roi_sentence(row) -%}
    case
        when {{ row }}.no_figure_reason is not null
            then
                upper(substring({{ row }}.bucket_words, 1, 1))
                || substring({{ row }}.bucket_words, 2)
                || ': no figure. ' || {{ row }}.no_figure_reason
        when {{ row }}.cost_low is null
            then
                'Estimated ' || {{ row }}.bucket_words || ': '
                || {{ quantity_range_words(
                    row ~ '.quantity_low / ' ~ row ~ '.n_months',
                    row ~ '.quantity_high / ' ~ row ~ '.n_months',
                    row ~ '.quantity_unit',
                ) }}
                || ' per month' || {{ range_meaning(row ~ '.quantity_low', row ~ '.quantity_high') }}
                || ', not in money: it has no price, or too little of it is recorded ('
                || {{ row }}.confidence || ' confidence: ' || {{ row }}.confidence_reason || ').'
        else
            'Estimated ' || {{ row }}.money_words || ': '
            || {{ money_range_words(
                row ~ '.cost_low / ' ~ row ~ '.n_months',
                row ~ '.cost_high / ' ~ row ~ '.n_months',
            ) }}
            || ' per month' || {{ range_meaning(row ~ '.cost_low', row ~ '.cost_high') }}
            || ' (' || {{ row }}.confidence || ' confidence: ' || {{ row }}.confidence_reason || ').'
            || case
                when {{ row }}.buckets_missing is not null
                    then ' Without ' || replace({{ row }}.buckets_missing, '_', ' ') || '.'
                else ''
            end
            || case
                when {{ row }}.net_low is not null
                    then
                        ' After the programme''s own cost: '
                        || {{ money_range_words(
                            row ~ '.net_low / ' ~ row ~ '.n_months',
                            row ~ '.net_high / ' ~ row ~ '.n_months',
                        ) }}
                        || ' per month' || {{ range_meaning(row ~ '.net_low', row ~ '.net_high') }}
                        || '.'
                when {{ row }}.bucket = 'total'
                    then ' The programme''s own cost is not known for every month.'
                else ''
            end
    end
{%- endmacro %}
