"""The five points of a line or a bucket, and its confidence, once more."""

from __future__ import annotations

from dataclasses import dataclass

from scorecard.explain.arithmetic import Range


@dataclass(frozen=True, kw_only=True)
class Support:
    """What the points are given for; of a bucket, sums over its headline lines.

    Attributes:
        n_applied: incidents that the saving is applied to.
        spread_before, spread_during: sums over cells of n_applied squared / n.
    """

    n_expected_before: int
    n_complete_before: int
    n_expected_during: int
    n_complete_during: int
    n_counted: int
    n_counted_compared: int
    n_applied: int
    spread_before: float
    spread_during: float
    is_trend_adjusted: bool
    crosses_boundary: bool

    @property
    def complete_before(self) -> float:
        """Share of what should be recorded in the baseline that is."""
        return _share(self.n_complete_before, self.n_expected_before)

    @property
    def complete_during(self) -> float:
        """Share of what should be recorded in the period that is."""
        return _share(self.n_complete_during, self.n_expected_during)

    @property
    def is_priceable(self) -> bool:
        """Whether at least half is recorded in both windows."""
        return min(self.complete_before, self.complete_during) >= 0.5

    @property
    def effective(self) -> float:
        """As many evenly spread incidents would tell as much."""
        spread = max(self.spread_before, self.spread_during)
        return self.n_applied**2 / spread if spread else 0.0

    @property
    def compared(self) -> float:
        """Share of the counted incidents that are in compared cells."""
        return _share(self.n_counted_compared, self.n_counted)


@dataclass(frozen=True, kw_only=True)
class Points:
    """Nought to two points each."""

    completeness: int
    n: int
    segmentation: int
    design: int
    width: int

    @property
    def total(self) -> int:
        """Of ten."""
        return self.completeness + self.n + self.segmentation + self.design + self.width


def points(support: Support, quantity: Range | None) -> Points:
    """Return the points that the support and the width of the quantity are worth."""
    worse = min(support.complete_before, support.complete_during)
    differ = abs(support.complete_before - support.complete_during) > 0.05 + 1e-12
    return Points(
        completeness=max(0, _steps(worse, 0.9, 0.75) - differ),
        n=_steps(support.effective, 50, 20),
        segmentation=_steps(support.compared, 0.9, 0.75),
        design=2 if support.is_trend_adjusted else 1,
        width=_width(quantity),
    )


def confidence(support: Support, given: Points, quantity: Range | None) -> str:
    """Return high, medium or low."""
    if quantity is None or support.crosses_boundary or support.effective < 10:
        return "low"
    others = (given.completeness, given.n, given.segmentation, given.width)
    if given.total >= 8 and given.design == 2 and min(others) > 0:
        return "high"
    if given.total >= 5 and given.completeness >= 1 and given.segmentation >= 1:
        return "medium"
    return "low"


def ratio(quantity: Range | None) -> float | None:
    """Return the greater end over the lesser; None with zero in between."""
    if quantity is None or not (quantity.low > 0 or quantity.high < 0):
        return None
    ends = sorted((abs(quantity.low), abs(quantity.high)))
    return ends[1] / ends[0]


def _width(quantity: Range | None) -> int:
    width = ratio(quantity)
    if width is None:
        return 0
    return 2 if width <= 1.6 else 1 if width <= 2.5 else 0


def _steps(measure: float, two: float, one: float) -> int:
    return 2 if measure >= two else 1 if measure >= one else 0


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
