"""Random figures with a known truth: shares, counts, hours, minutes."""

from __future__ import annotations

import numpy as np

from scorecard.calibrate.tables import Floats, Integers, Observations

Generator = np.random.Generator


def single_shares(
    rng: Generator, metric_id: str, incident: Integers, share: Floats
) -> Observations:
    """One observation of 0 or 1 per incident; `share` is its chance of 1."""
    numerator = (rng.random(len(incident)) < share).astype(float)
    return Observations(
        metric_id=metric_id,
        incident=incident,
        numerator=numerator,
        denominator=np.ones(len(incident)),
    )


def several_shares(
    rng: Generator,
    metric_id: str,
    incident: Integers,
    share: Floats,
    *,
    extra: float,
    likeness: float,
) -> Observations:
    """One observation of 0 or 1 or more per incident, alike within the incident.

    Args:
        share: chance of a 1, by incident.
        extra: mean number of observations beyond the first (Poisson).
        likeness: correlation of two observations of one incident, 0 to 1.
    """
    size = 1 + rng.poisson(extra, len(incident))
    own = np.repeat(_own_shares(rng, share, likeness), size)
    return single_shares(rng, metric_id, np.repeat(incident, size), own)


def ratios(
    rng: Generator,
    metric_id: str,
    incident: Integers,
    share: Floats,
    *,
    extra: float,
    likeness: float,
    unevenness: float = 0.0,
) -> Observations:
    """One observation per incident: how many of its items have a property.

    Args:
        share: chance that an item has it, by incident.
        extra: mean number of items beyond the first.
        likeness: correlation of two items of one incident, 0 to 1.
        unevenness: variance of that number = extra + unevenness * extra^2.
    """
    mean = np.full(len(incident), extra)
    if unevenness:
        mean = rng.gamma(1 / unevenness, mean * unevenness)
    size = 1 + rng.poisson(mean)
    numerator = rng.binomial(size, _own_shares(rng, share, likeness))
    return Observations(
        metric_id=metric_id,
        incident=incident,
        numerator=numerator.astype(float),
        denominator=size.astype(float),
    )


def counts(
    rng: Generator, metric_id: str, incident: Integers, mean: Floats, *, spread: float
) -> Observations:
    """One count per incident; variance = mean + spread * mean^2, so it is skewed."""
    if spread:
        mean = rng.gamma(1 / spread, mean * spread)
    value = rng.poisson(mean).astype(float)
    return Observations(metric_id=metric_id, incident=incident, value=value)


def hours(
    rng: Generator, metric_id: str, incident: Integers, mean: Floats, *, spread: float
) -> Observations:
    """One positive figure per observation, gamma; `spread` = deviation / mean."""
    shape = 1 / spread**2
    value = rng.gamma(shape, mean / shape)
    return Observations(metric_id=metric_id, incident=incident, value=value)


def minutes(
    rng: Generator,
    metric_id: str,
    incident: Integers,
    location: Floats,
    *,
    spread: float,
) -> Observations:
    """One duration per observation: ln(minutes + 1) is normal.

    Args:
        location, spread: mean and standard deviation of the logarithm.
    """
    logs = rng.normal(location, spread)
    return Observations(
        metric_id=metric_id, incident=incident, value=np.maximum(np.expm1(logs), 0.0)
    )


def _own_shares(rng: Generator, share: Floats, likeness: float) -> Floats:
    # beta with this mean, and with a variance that makes the correlation `likeness`
    size = 1 / likeness - 1
    return rng.beta(share * size, (1 - share) * size)
