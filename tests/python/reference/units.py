"""An incident as a metric sees it: (y, x), with the cells it belongs to."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from . import statistics
from .catalogue import Entry
from .facts import Incident
from .observations import Observation
from .periods import segments_of_incident

#: severity, incident_class, service_tier
Labels = tuple[str, str, str]

MINUTES_PER_DAY = 1440
NEGLIGIBLE = 1e-12


@dataclass(frozen=True)
class Unit:
    """One incident's part in a metric; the figure of a set is sum y / sum x.

    ``values`` are a duration's observations in the metric's own unit.
    """

    incident: Incident
    y: float
    x: float
    values: tuple[float, ...] = ()

    @property
    def finest(self) -> Labels:
        """The finest cell of the incident."""
        one = self.incident
        return one.severity, one.incident_class, one.service_tier

    @property
    def month(self) -> str:
        """The local month in which the incident started."""
        return f"{self.incident.started_on:%Y-%m}"


def unit_of(entry: Entry, incident: Incident, found: Sequence[Observation]) -> Unit:
    """Reduce an incident's observations, at least one, to its unit."""
    if entry.kind in ("proportion", "ratio"):
        return Unit(
            incident,
            sum(each.numerator or 0.0 for each in found),
            sum(each.denominator or 0.0 for each in found),
        )
    values = tuple(each.value for each in found)
    if entry.kind == "mean":
        return Unit(incident, math.fsum(values), float(len(values)), values)
    minutes = [each * (MINUTES_PER_DAY if entry.in_days else 1) for each in values]
    logs = [math.log(each + 1) for each in minutes]
    return Unit(incident, math.fsum(logs) / len(logs), 1.0, values)


def figure(units: Sequence[Unit]) -> float:
    """Return R = sum y / sum x."""
    return math.fsum(each.y for each in units) / weight(units)


def weight(units: Sequence[Unit]) -> float:
    """Return sum x."""
    return math.fsum(each.x for each in units)


def headline(entry: Entry, units: Sequence[Unit]) -> float | None:
    """Return the headline statistic of a plain cell, as metric_values has it."""
    if not units:
        return None
    if entry.kind == "duration":
        return statistics.quantile([v for each in units for v in each.values], 0.5)
    return figure(units)


def by_finest(units: Sequence[Unit]) -> dict[Labels, list[Unit]]:
    """Group units by their finest cell."""
    cells: dict[Labels, list[Unit]] = defaultdict(list)
    for each in units:
        cells[each.finest].append(each)
    return dict(cells)


def labels_in(incident: Incident, segment: str) -> Labels:
    """Return the labels of the cell of one kind of segment that holds an incident."""
    return next(
        (severity, incident_class, tier)
        for name, severity, incident_class, tier in segments_of_incident(incident)
        if name == segment
    )


def snapped(value: float) -> float:
    """Return 0 for what is rounding noise."""
    return 0.0 if abs(value) < NEGLIGIBLE else value
