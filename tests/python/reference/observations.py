"""The shape of what a metric measures, and helpers that build it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from .facts import Facts, Incident, minutes_between

Kind = Literal["proportion", "ratio", "duration", "mean"]


@dataclass(frozen=True)
class Observation:
    """One measured figure of one subject of a countable incident.

    Proportion: numerator 0 or 1, denominator 1. Ratio: counts. Duration and mean:
    only a value; a negative duration is void.
    """

    subject_id: str
    value: float
    numerator: float | None = None
    denominator: float | None = None


class Measure(Protocol):
    """A metric: from an incident to its observations."""

    def __call__(self, incident: Incident, facts: Facts) -> Iterator[Observation]:
        """Yield the observations of one countable incident."""


@dataclass(frozen=True)
class Metric:
    """A metric's identity, its kind, and the function that measures it."""

    metric_id: str
    kind: Kind
    measure: Measure
    second: float = 1 / 60  # one second in the unit of a duration


def share(subject_id: str, is_hit: bool) -> Observation:
    """Build an observation of a proportion."""
    hit = float(is_hit)
    return Observation(subject_id, hit, hit, 1.0)


def ratio(subject_id: str, numerator: int, denominator: int) -> Observation:
    """Build an observation of a ratio."""
    return Observation(
        subject_id, numerator / denominator, float(numerator), float(denominator)
    )


def elapsed(
    subject_id: str, start: datetime | None, end: datetime | None
) -> Iterator[Observation]:
    """Yield the minutes between two instants when both are known."""
    if start is not None and end is not None:
        yield Observation(subject_id, minutes_between(start, end))
