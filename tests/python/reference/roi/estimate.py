"""A range of what changed: sums over cells, two margins, two levels of cost."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .. import statistics
from .scope import Cell
from .settings import Ends

LEAST_INCIDENTS = 10

#: The values of a cell's incidents, in the baseline and in the period.
Pair = tuple[Sequence[float], Sequence[float]]


@dataclass(frozen=True)
class Trend:
    """By what everybody's minutes changed, rho of 1 being not at all."""

    rho: float
    low: float
    high: float


@dataclass(frozen=True)
class Part:
    """An estimate with its own margin, and what the trend may move it by.

    The trend is shared by all parts of one measure.
    """

    measure: str
    middle: float
    own_margin: float = 0.0
    trend_below: float = 0.0
    trend_above: float = 0.0


#: The same estimate with everything at its low, and with everything at its high end.
Levels = tuple[Part, Part]


def mean(values: Sequence[float]) -> float:
    """Return the arithmetic mean."""
    return math.fsum(values) / len(values)


def fit_trend(cells: Mapping[Cell, Pair], z: float) -> Trend | None:
    """Fit one ratio of minutes over control cells seen in both windows."""
    logs = {
        cell: tuple([math.log(each + 1) for each in side] for side in pair)
        for cell, pair in cells.items()
        if all(pair)
    }
    sizes = [(len(old), len(new)) for old, new in logs.values()]
    if any(sum(size[window] for size in sizes) < LEAST_INCIDENTS for window in (0, 1)):
        return None
    degrees = sum(old + new - 2 for old, new in sizes)
    if degrees == 0:
        return None
    weights = {
        cell: len(old) * len(new) / (len(old) + len(new))
        for cell, (old, new) in logs.items()
    }
    total = math.fsum(weights.values())
    change = (
        math.fsum(
            weights[cell] * (mean(new) - mean(old)) for cell, (old, new) in logs.items()
        )
        / total
    )
    variance = (
        math.fsum(_squares(side) for pair in logs.values() for side in pair) / degrees
    )
    margin = statistics.t_quantile(z, degrees) * math.sqrt(variance / total)
    return Trend(math.exp(change), math.exp(change - margin), math.exp(change + margin))


def _squares(values: Sequence[float]) -> float:
    centre = mean(values)
    return math.fsum((each - centre) ** 2 for each in values)


def has_spread(cells: Mapping[Cell, Pair]) -> bool:
    """Say whether both windows leave a degree of freedom over compared cells."""
    return all(
        sum(len(pair[window]) for pair in cells.values()) > len(cells)
        for window in (0, 1)
    )


def estimate(
    measure: str,
    cells: Mapping[Cell, Pair],
    weights: Mapping[Cell, float],
    trend: Trend | None,
    z: float,
) -> Part:
    """Estimate what compared cells saved; see `has_spread` for what they need.

    weights: by cell how many incidents, or what their minutes cost together.
    """
    rho = trend.rho if trend else 1.0
    before = math.fsum(weights[cell] * mean(old) for cell, (old, _) in cells.items())
    after = math.fsum(weights[cell] * mean(new) for cell, (_, new) in cells.items())
    spreads, students, shares = [], [], []
    for window in (0, 1):
        sides = {cell: pair[window] for cell, pair in cells.items()}
        degrees = sum(len(side) for side in sides.values()) - len(sides)
        squares = math.fsum(_squares(side) for side in sides.values())
        spreads.append(math.sqrt(squares / degrees))
        students.append(statistics.t_quantile(z, degrees))
        shares.append(
            math.fsum(weights[cell] ** 2 / len(side) for cell, side in sides.items())
        )
    old_spread = rho * spreads[0]
    new_spread = max(old_spread, spreads[1])
    return Part(
        measure,
        before * rho - after,
        math.sqrt(
            (students[0] * old_spread) ** 2 * shares[0]
            + (students[1] * new_spread) ** 2 * shares[1]
        ),
        before * (rho - trend.low) if trend else 0.0,
        before * (trend.high - rho) if trend else 0.0,
    )


def range_of(parts: Sequence[Part]) -> Ends:
    """Add parts: own margins in quadrature, a measure's trend straight."""
    middle = math.fsum(each.middle for each in parts)
    own = math.fsum(each.own_margin**2 for each in parts)
    below = above = own
    for measure in {each.measure for each in parts}:
        shared = [each for each in parts if each.measure == measure]
        below += math.fsum(each.trend_below for each in shared) ** 2
        above += math.fsum(each.trend_above for each in shared) ** 2
    return middle - math.sqrt(below), middle + math.sqrt(above)


def span(levels: Sequence[Levels]) -> Ends:
    """Add rows at each level and return the least and the greatest end."""
    low = range_of([low for low, _ in levels])
    high = range_of([high for _, high in levels])
    return min(low[0], high[0]), max(low[1], high[1])


def recaptured(ends: Ends, share: Ends) -> Ends:
    """Take the share of a range that is put to use; a loss stays a loss."""
    products = [one * other for one in ends for other in share]
    return min(products), max(products)
