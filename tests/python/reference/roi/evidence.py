"""How far to trust a row: what its five points are counted from."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..confidence import Confidence, Points, at_least, completeness
from .settings import Ends

RATINGS: tuple[Confidence, ...] = ("low", "medium", "high")
LEAST_EFFECTIVE = 10
LEAST_COVERAGE = 0.50
NO_POINTS = Points(0, 0, 0, 0, 0)


@dataclass(frozen=True)
class Evidence:
    """Counts behind one row, or behind several.

    observed: (observed, expected) per window. applied: per compared cell (N, n0, n1);
    incidents: of a direct method in their place. covered of counted incidents are in
    compared cells.
    """

    observed: tuple[tuple[int, int], ...]
    applied: tuple[tuple[int, int, int], ...] = ()
    incidents: int | None = None
    covered: int = 0
    counted: int = 0
    is_trend_adjusted: bool = False
    crosses_boundary: bool = False

    @property
    def is_covered(self) -> bool:
        """Enough is observed in every window to speak of money."""
        return all(
            expected > 0 and seen / expected >= LEAST_COVERAGE
            for seen, expected in self.observed
        )

    @property
    def effective_n(self) -> float:
        """Return how many incidents the margins rest on, in the poorer window."""
        if self.incidents is not None:
            return self.incidents
        if not self.applied:
            return 0.0
        total = sum(each[0] for each in self.applied)
        return min(
            total**2 / sum(each[0] ** 2 / each[window] for each in self.applied)
            for window in (1, 2)
        )

    def points(self, quantity: Ends | None) -> Points:
        """Give the points of a row with this range."""
        if self.incidents is not None:
            segmentation = 2
        elif self.counted:
            segmentation = at_least(self.covered / self.counted, 0.90, 0.75)
        else:
            segmentation = 0
        return Points(
            completeness=completeness(self.observed),
            n=at_least(self.effective_n, 50, 20),
            segmentation=segmentation,
            design=2 if self.is_trend_adjusted else 1,
            width=width(quantity),
        )

    def rating(self, points: Points, quantity: Ends | None) -> Confidence:
        """Rate a row by its points."""
        is_unsure = self.crosses_boundary or self.effective_n < LEAST_EFFECTIVE
        if quantity is None or is_unsure:
            return "low"
        total = sum(points.all())
        if total >= 8 and min(points.all()) > 0 and points.design == 2:
            return "high"
        needed = (points.completeness, points.segmentation, points.design)
        return "medium" if total >= 5 and min(needed) >= 1 else "low"


def width(quantity: Ends | None) -> int:
    """Give points to a narrow range; none to one with both signs, or a zero end."""
    if quantity is None:
        return 0
    low, high = quantity
    if low * high <= 0:
        return 0
    small, great = sorted((abs(low), abs(high)))
    return 2 if great / small <= 1.6 else 1 if great / small <= 2.5 else 0


def together(rows: Sequence[Evidence]) -> Evidence:
    """Count again over several rows of one bucket."""
    windows = range(len(rows[0].observed))
    incidents = [each.incidents for each in rows if each.incidents is not None]
    return Evidence(
        observed=tuple(
            (
                sum(each.observed[window][0] for each in rows),
                sum(each.observed[window][1] for each in rows),
            )
            for window in windows
        ),
        applied=tuple(cell for each in rows for cell in each.applied),
        incidents=sum(incidents) if incidents else None,
        covered=sum(each.covered for each in rows),
        counted=sum(each.counted for each in rows),
        is_trend_adjusted=all(each.is_trend_adjusted for each in rows),
        crosses_boundary=any(each.crosses_boundary for each in rows),
    )
