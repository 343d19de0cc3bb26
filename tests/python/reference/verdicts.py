"""From a change and its interval to z, p and a verdict.

Sources: Abramowitz and Stegun 26.2.17 for the normal tail; Wallace (1959) for t
to z; Benjamini and Hochberg (1995).
"""

import math
from collections.abc import Mapping, Sequence
from typing import TypeVar

from .catalogue import Entry
from .statistics import t_quantile

Test = TypeVar("Test")

NOT_COMPARABLE = "not comparable"
TOO_FEW = "too few data"
NOTHING = "no detectable change"
SIGNIFICANT = 0.10
DETECTABLE = 2.49  # z of .95 and of .80 power, added
FLOORS = {"proportion": 10, "ratio": 10, "duration": 10, "mean": 20}
RATE_BASELINE_FLOOR = 5
RATE_FLOOR = 8


def is_below_floor(entry: Entry, counts: Sequence[int]) -> bool:
    """Say whether a row has too few incidents or events.

    ``counts`` are the n of all windows and arms, the baseline first.
    """
    if entry.kind == "rate":
        return counts[0] < RATE_BASELINE_FLOOR or sum(counts) < RATE_FLOOR
    return min(counts) < FLOORS[entry.kind]


def facing_margin(
    change: float | None, low: float | None, high: float | None
) -> float | None:
    """Return the margin on the side of the change that faces zero."""
    if change is None:
        return None
    if change < 0:
        return None if high is None else high - change
    return None if low is None else change - low


def z_score(
    change: float, margin: float, z: float, degrees: int | None
) -> float | None:
    """Return the change in normal standard errors; None when that has no meaning.

    ``degrees`` (None for rates) turns Student's t into the z of the same p.
    """
    if margin == 0:
        return 0.0 if change == 0 else None
    score = abs(change) / (margin / z)
    if degrees is not None:
        t = score * t_quantile(z, degrees) / z
        score = math.sqrt(degrees * math.log(1 + t * t / degrees))
        score *= (8 * degrees + 1) / (8 * degrees + 3)
    return math.copysign(score, change) if change else 0.0


def p_value(z: float) -> float:
    """Return the two-sided p of a standard normal z."""
    x = abs(z)
    k = 1 / (1 + 0.2316419 * x)
    powers = (0.319381530, -0.356563782, 1.781477937, -1.821255978, 1.330274429)
    tail = sum(b * k ** (i + 1) for i, b in enumerate(powers))
    tail *= math.exp(-x * x / 2) / math.sqrt(2 * math.pi)
    return 2 * tail


def benjamini_hochberg(p: Mapping[Test, float]) -> dict[Test, float]:
    """Return the adjusted p of every test of one family."""
    adjusted: dict[Test, float] = {}
    least = 1.0
    ranked = sorted(p.items(), key=lambda item: item[1])
    for rank in range(len(ranked), 0, -1):
        key, value = ranked[rank - 1]
        least = min(least, value * len(ranked) / rank)
        adjusted[key] = least
    return adjusted


def verdict(entry: Entry, change: float, p_adjusted: float) -> str:
    """Return the verdict of a row that was tested."""
    if p_adjusted > SIGNIFICANT:
        return NOTHING
    if entry.better == "context":
        return "changed"
    return "improved" if (change > 0) == (entry.better == "up") else "regressed"
