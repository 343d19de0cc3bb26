{#-
    A number without what the machine's arithmetic adds: sums come out a hair apart when
    their parts come in another order. What is shown or ranked by it must not turn on
    that, else a half is rounded up today and down tomorrow, and a tie is none.
-#}
{% macro settled(number) -%}
    round({{ number }}, 9)
{%- endmacro %}
