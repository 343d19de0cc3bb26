{#- Why the confidence is what it is, as a sentence: what it lacks, most telling first. -#}
{% macro confidence_reason(row) -%}
    case
        when {{ row }}.crosses_boundary
            then 'Low: a boundary lies between the windows, so they do not measure the same.'
        when {{ row }}.no_verdict is not null
            then 'Low: too few incidents, or too few alike in both windows, for a verdict.'
        else
            upper(substring({{ row }}.confidence, 1, 1)) || substring({{ row }}.confidence, 2)
            || ', ' || cast({{ row }}.points as {{ dbt.type_string() }}) || ' of 10 points: '
            || case {{ row }}.points_design
                when 2 then 'treated against control'
                when 1 then 'like compared with like, but no control'
                else 'plain before and after'
            end
            || case {{ row }}.points_completeness
                when 2 then ', observations are complete'
                when 1 then ', some observations are missing'
                else ', many observations are missing or the windows differ in it'
            end
            || case {{ row }}.points_n
                when 2 then ', enough incidents'
                when 1 then ', rather few incidents'
                else ', very few incidents'
            end
            || case {{ row }}.points_segmentation
                when 2 then ', nearly all of the baseline has its like'
                when 1 then ', part of the baseline has no like'
                else ', much of the baseline has no like'
            end
            || case {{ row }}.points_width
                when 2 then ', and a narrow range.'
                when 1 then ', and a wide range.'
                else ', and a very wide range.'
            end
    end
{%- endmacro %}
