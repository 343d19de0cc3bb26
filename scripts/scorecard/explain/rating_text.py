"""What lines and buckets both tell: recapture, rating, and what the ledger says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scorecard.explain.arithmetic import Range
from scorecard.explain.columns import columns, money
from scorecard.explain.ledger import Line
from scorecard.explain.rating import Points, Support, ratio

SAYS_THE_SAME = "The ledger says the same."


def recapture_text(line: Line, rest: Range, currency: str) -> Iterator[str]:
    """Yield what is left of the money of time that is put to use; none for downtime."""
    if line.recapture_low is None or line.recapture_high is None:
        return
    yield (
        f"recapture  {line.recapture_low:g} to {line.recapture_high:g} of it is put to"
        f" use: {money(rest, currency)}"
    )


def rating_text(
    support: Support, given: Points, quantity: Range | None, rated: str
) -> Iterator[str]:
    """Yield the confidence and what its five points are given for."""
    yield ""
    yield f"confidence {rated}, {given.total} of 10 points:"
    width = ratio(quantity)
    yield from columns(
        ("", "", ""),
        [
            (
                f"  {given.completeness}",
                "completeness",
                f"{support.n_complete_before:,} of {support.n_expected_before:,}"
                f" recorded before, {support.n_complete_during:,} of"
                f" {support.n_expected_during:,} during",
            ),
            (
                f"  {given.n}",
                "n",
                f"{support.n_applied:,} incidents tell as much as"
                f" {support.effective:,.1f} evenly spread ones",
            ),
            (
                f"  {given.segmentation}",
                "segmentation",
                f"{support.n_counted_compared:,} of {support.n_counted:,} counted"
                " incidents are in compared cells",
            ),
            (
                f"  {given.design}",
                "design",
                "the trend of the control is taken out"
                if support.is_trend_adjusted
                else "no trend is taken out",
            ),
            (
                f"  {given.width}",
                "width",
                "no figure"
                if quantity is None
                else "the range includes zero"
                if width is None
                else f"the greater end is {width:,.2f} times the lesser",
            ),
        ],
        left=3,
        headed=False,
    )
    if support.crosses_boundary:
        yield "  low, because a boundary lies between baseline and period"
    elif quantity is not None and support.effective < 10:
        yield "  low, because fewer than 10 evenly spread incidents would tell as much"


def comparison_text(differences: Sequence[str]) -> Iterator[str]:
    """Yield whether the ledger says the same, and where it does not."""
    yield ""
    if not differences:
        yield SAYS_THE_SAME
        return
    yield "THE LEDGER SAYS SOMETHING ELSE:"
    for difference in differences:
        yield f"  {difference}"
