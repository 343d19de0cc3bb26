"""Closed-form intervals of one cell.

Sources: Wilson (1927) for a share, with an effective sample size after Kish
(1965) for clusters; the Cornish-Fisher expansion of Student's t (Abramowitz and
Stegun 26.7.5); the root of a quasi-Poisson score for a mean; order statistics
with a skewness term for a quantile; Byar's approximation for a count (Breslow
and Day 1987), widened by Pearson's dispersion.
"""

import math
from collections.abc import Sequence

#: (low, high); None where a side has no bound.
Interval = tuple[float | None, float | None]

NO_INTERVAL: Interval = (None, None)

#: Below so many incidents, or events, a cell has no interval.
FLOOR = 5


def t_quantile(z: float, v: float) -> float:
    """Return Student's two-sided quantile with v degrees of freedom."""
    return (
        z
        + (z**3 + z) / (4 * v)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * v**3)
    )


def wilson(share: float, n: float, z: float) -> tuple[float, float]:
    """Return Wilson's interval of a share seen in n trials; n may be fractional."""
    centre = share + z * z / (2 * n)
    spread = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def _ratio_variance(y: Sequence[float], x: Sequence[float]) -> tuple[float, float]:
    """Return (R, variance of R) of a ratio of sums over n clusters."""
    n = len(y)
    total = sum(x)
    ratio = sum(y) / total
    squares = sum((a - ratio * b) ** 2 for a, b in zip(y, x, strict=True))
    return ratio, n / (n - 1) * squares / total**2


def clustered_share(y: Sequence[float], x: Sequence[float], z: float) -> Interval:
    """Return the interval of sum(y) / sum(x), an incident per element."""
    n = len(y)
    if n < FLOOR:
        return NO_INTERVAL
    total = sum(x)
    share, variance = _ratio_variance(y, x)
    if sum(y) in (0, total):
        deff = total / n
    else:
        deff = max(1.0, variance * total / (share * (1 - share)))
    effective = total / deff * (z / t_quantile(z, n - 1)) ** 2
    return wilson(share, effective, z)


def proportion(y: Sequence[float], x: Sequence[float], z: float) -> Interval:
    """Return the interval of a proportion: y hits among x subjects per incident."""
    if len(y) < FLOOR:
        return NO_INTERVAL
    if all(subjects == 1 for subjects in x):
        return wilson(sum(y) / len(y), len(y), z)
    return clustered_share(y, x, z)


def mean(
    y: Sequence[float], x: Sequence[float], z: float, *, is_count: bool
) -> Interval:
    """Return the interval of a mean that cannot be negative.

    y sums an incident's values, x says how many there are. A count is never less
    dispersed than Poisson.
    """
    n = len(y)
    if n < FLOOR:
        return NO_INTERVAL
    average, variance = _ratio_variance(y, x)
    phi = n * variance / average if average else 0.0
    if is_count:
        phi = max(1.0, phi)
    a = t_quantile(z, n - 1) ** 2 * phi / n
    spread = math.sqrt(average * a + a * a / 4)
    return max(0.0, average + a / 2 - spread), average + a / 2 + spread


def quantile(values: Sequence[float], q: float) -> float:
    """Return a quantile, interpolated linearly as percentile_cont does."""
    ordered = sorted(values)
    position = q * (len(ordered) - 1)
    low = math.floor(position)
    high = math.ceil(position)
    return ordered[low] + (ordered[high] - ordered[low]) * (position - low)


def quantile_interval(
    values: Sequence[float], incidents: int, q: float, z: float, second: float
) -> Interval:
    """Return the interval of a quantile of durations from order statistics.

    ``second`` is one second in the unit of the values; a rank that falls outside
    the sample leaves its side open.
    """
    if incidents < FLOOR:
        return NO_INTERVAL
    m = len(values)
    ordered = sorted(values)
    middle = m * q + 0.5 + (1 - 2 * q) * (z * z - 1) / 6
    spread = z * math.sqrt(m * q * (1 - q)) * math.sqrt(m / incidents)
    return (
        _at_rank(ordered, middle - spread, second),
        _at_rank(ordered, middle + spread, second),
    )


def _at_rank(ordered: Sequence[float], rank: float, second: float) -> float | None:
    """Read the value at a fractional rank from 1, interpolated on a log scale."""
    if not 1 <= rank <= len(ordered):
        return None
    low = math.floor(rank)
    high = math.ceil(rank)
    below = math.log(ordered[low - 1] + second)
    above = math.log(ordered[high - 1] + second)
    return math.exp(below + (above - below) * (rank - low)) - second


def byar(events: float, exposure: float, phi: float, z: float) -> Interval:
    """Return the interval of events / exposure with overdispersion phi."""
    if events < FLOOR:
        return NO_INTERVAL
    k = events / phi
    lower = k * (1 - 1 / (9 * k) - z / (3 * math.sqrt(k))) ** 3
    up = k + 1
    upper = up * (1 - 1 / (9 * up) + z / (3 * math.sqrt(up))) ** 3
    return max(0.0, lower) * phi / exposure, upper * phi / exposure


def dispersion(cells: Sequence[Sequence[tuple[float, float]]]) -> float:
    """Return Pearson's dispersion over cells of (events, exposure) per month.

    Months without exposure and cells without an event say nothing. Never below 1.
    """
    chi2 = 0.0
    degrees = 0
    for cell in cells:
        months = [(events, exposure) for events, exposure in cell if exposure > 0]
        total = sum(events for events, _ in months)
        if total == 0:
            continue
        rate = total / sum(exposure for _, exposure in months)
        chi2 += sum(
            (events - rate * exposure) ** 2 / (rate * exposure)
            for events, exposure in months
        )
        degrees += len(months) - 1
    return max(1.0, chi2 / degrees) if degrees else 1.0
