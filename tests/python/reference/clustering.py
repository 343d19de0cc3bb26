"""Month shocks: incidents of one month resemble each other.

The intraclass correlation is the one-way random effects ANOVA estimator with
Donner's n0 for groups of unequal size, pooled over cells; the design effect is
Kish's 1 + (m - 1) rho.
"""

import math
from collections import defaultdict
from collections.abc import Hashable, Sequence

from .units import NEGLIGIBLE, Unit, by_finest, labels_in

#: (cell, month, value)
Point = tuple[Hashable, Hashable, float]


def intraclass(points: Sequence[Point]) -> float:
    """Return the correlation within months, pooled over cells; 0 if unknown."""
    cells: dict[Hashable, dict[Hashable, list[float]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for cell, month, value in points:
        cells[cell][month].append(value)

    between = within = repeated = 0.0
    between_df = within_df = 0
    for months in cells.values():
        everything = [value for values in months.values() for value in values]
        size = len(everything)
        centre = math.fsum(everything) / size
        between_df += len(months) - 1
        within_df += size - len(months)
        repeated += sum(len(values) ** 2 for values in months.values()) / size
        for values in months.values():
            mean = math.fsum(values) / len(values)
            between += len(values) * (mean - centre) ** 2
            within += math.fsum((value - mean) ** 2 for value in values)
    if between_df == 0 or within_df == 0:
        return 0.0
    n0 = (len(points) - repeated) / between_df
    msb, msw = between / between_df, within / within_df
    total = msb + (n0 - 1) * msw
    # Squares of rounding noise correlate with nothing.
    return max(0.0, (msb - msw) / total) if total > NEGLIGIBLE**2 else 0.0


def points_of(baseline: Sequence[Unit], segment: str) -> list[Point]:
    """Return the baseline's y/x less the mean of its finest cell, by cell and month."""
    points: list[Point] = []
    for units in by_finest(baseline).values():
        shares = [each.y / each.x for each in units]
        mean = math.fsum(shares) / len(shares)
        points += [
            (labels_in(each.incident, segment), each.month, share - mean)
            for each, share in zip(units, shares, strict=True)
        ]
    return points


def design_effect(units: Sequence[Unit], icc: float) -> float:
    """Return the design effect of a row's incidents, at least one, in a window."""
    months = len({each.month for each in units})
    return 1 + max(0.0, len(units) / months - 1) * min(0.95, 2 * icc)
