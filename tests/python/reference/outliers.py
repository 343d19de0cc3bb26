"""Incidents far beyond their own cell: flagged, never deleted."""

from collections.abc import Sequence

from .statistics import quantile
from .units import Unit, by_finest

LEAST = 15
FAR = 3.5
NORMAL = 1.4826  # makes the MAD of a normal distribution its standard deviation
NARROWEST = 0.1


def far_out(units: Sequence[Unit]) -> set[str]:
    """Return the ids of the outliers among a duration's units of one window."""
    found: set[str] = set()
    for cell in by_finest(units).values():
        if len(cell) < LEAST:
            continue
        median = quantile([each.y for each in cell], 0.5)
        mad = quantile([abs(each.y - median) for each in cell], 0.5)
        limit = FAR * max(NORMAL * mad, NARROWEST)
        found |= {
            each.incident.incident_id for each in cell if abs(each.y - median) > limit
        }
    return found
