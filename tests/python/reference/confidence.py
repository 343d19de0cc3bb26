"""The confidence score: five factors of up to two points."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .verdicts import NOT_COMPARABLE, TOO_FEW

Confidence = Literal["high", "medium", "low"]
LEAST_INCIDENTS = 10


@dataclass(frozen=True)
class Points:
    """The points of a row, 0 to 2 each."""

    completeness: int
    n: int
    segmentation: int
    design: int
    width: int

    def all(self) -> tuple[int, ...]:
        """Return the five."""
        return (
            self.completeness,
            self.n,
            self.segmentation,
            self.design,
            self.width,
        )


def at_least(value: float | None, two: float, one: float) -> int:
    """Give points to a figure that should be great; none to an unknown one."""
    if value is None or value < one:
        return 0
    return 2 if value >= two else 1


def completeness(counts: Sequence[tuple[int, int]]) -> int:
    """Give points to (observed, expected) incidents of all windows and arms."""
    if any(expected == 0 for _, expected in counts):
        return 0
    shares = [observed / expected for observed, expected in counts]
    # .95 and 1 differ by .05 and not by more, whatever their binary fractions do
    uneven = max(shares) - min(shares) > 0.05 + 1e-12
    return max(0, at_least(min(shares), 0.90, 0.75) - uneven)


def size(counts: Sequence[tuple[int, float | None]]) -> int:
    """Give points to (n, design effect) of all windows and arms."""
    if any(n == 0 or deff is None for n, deff in counts):
        return 0
    return at_least(min(n / deff for n, deff in counts if deff), 50, 20)


def design(comparison: str) -> int:
    """Give points to the design of a comparison."""
    return {"treated_vs_control": 2, "standardised": 1, "direct_use": 1}.get(
        comparison, 0
    )


def width(
    scale: str, baseline_value: float | None, low: float | None, high: float | None
) -> int:
    """Give points to a narrow interval."""
    if low is None or high is None:
        return 0
    if scale == "log_ratio":
        ratio = math.exp(min(high - low, 50.0))  # wide is wide; no overflow
    elif baseline_value is None or baseline_value + low <= 0:
        return 0
    else:
        ratio = (baseline_value + high) / (baseline_value + low)
    return 2 if ratio <= 1.6 else 1 if ratio <= 2.5 else 0


def confidence(points: Points, verdict: str, counts: Sequence[int]) -> Confidence:
    """Return the confidence of a row with these n in its windows and arms."""
    if verdict in (TOO_FEW, NOT_COMPARABLE) or min(counts) < LEAST_INCIDENTS:
        return "low"
    total = sum(points.all())
    if total >= 8 and min(points.all()) > 0 and points.design == 2:
        return "high"
    needed = (points.completeness, points.segmentation, points.design)
    return "medium" if total >= 5 and min(needed) >= 1 else "low"
