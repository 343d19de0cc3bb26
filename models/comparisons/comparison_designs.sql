-- The four comparisons, and which arms each of them has.
with designs as (

    select
        listed.comparison,
        listed.arm
    from (
        values
        ('before_after', 'everyone'),
        ('standardised', 'everyone'),
        ('direct_use', 'used'),
        ('treated_vs_control', 'treated'),
        ('treated_vs_control', 'control')
    ) as listed (comparison, arm)

)

select
    comparison,
    arm
from designs
