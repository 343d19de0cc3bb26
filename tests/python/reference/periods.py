"""Months and windows in local dates, and the seven kinds of segment."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from .config import Config
from .facts import Facts, Incident

MONTH_DAYS = 30.4375

#: (segment, uses severity, uses incident_class, uses service_tier)
SEGMENTS = (
    ("all", False, False, False),
    ("severity", True, False, False),
    ("incident_class", False, True, False),
    ("service_tier", False, False, True),
    ("severity_incident_class", True, True, False),
    ("incident_class_service_tier", False, True, True),
    ("severity_incident_class_service_tier", True, True, True),
)

#: (segment, severity, incident_class, service_tier); 'all' where not used
Segment = tuple[str, str, str, str]


@dataclass(frozen=True)
class Period:
    """A month or a window; the end is exclusive, dates are local."""

    period: str
    period_name: str
    period_start: date
    period_end: date

    def contains(self, day: date) -> bool:
        """Say whether a local date falls into the period."""
        return self.period_start <= day < self.period_end

    @property
    def days(self) -> int:
        """Length in days."""
        return (self.period_end - self.period_start).days


def month_of(day: date) -> Period:
    """Return the month of a date."""
    start = day.replace(day=1)
    end = (start + timedelta(days=31)).replace(day=1)
    return Period("month", f"{start:%Y-%m}", start, end)


def months_between(first: date, last: date) -> Iterator[Period]:
    """Yield all months from that of the first to that of the last date."""
    month = month_of(first)
    while month.period_start <= last:
        yield month
        month = month_of(month.period_end)


def windows(facts: Facts) -> dict[str, Period]:
    """Return the baseline and the current window, as far as there are any."""
    config = facts.config
    found: dict[str, Period] = {}
    baseline = _baseline(config)
    if baseline is not None:
        found["baseline"] = Period("window", "baseline", *baseline)
    current = config.windows.get("current")
    if current is None and facts.countable:
        end = max(each.started_on for each in facts.countable) + timedelta(days=1)
        start = end - timedelta(days=90)
        if baseline is not None:
            start = max(start, baseline[1])
        current = (start, end)
    if current is not None and current[0] < current[1]:
        found["current"] = Period("window", "current", *current)
    return found


def _baseline(config: Config) -> tuple[date, date] | None:
    if "baseline" in config.windows:
        start, end = config.windows["baseline"]
    elif config.activations:
        end = min(each.activated_on for each in config.activations)
        start = end - timedelta(days=180)
    else:
        return None
    inside = [day for day in config.boundaries if start < day < end]
    return max([start, *inside]), end


def segments_of(
    severity: str, incident_class: str, service_tier: str
) -> Iterator[Segment]:
    """Yield the seven cells to which one combination of labels belongs."""
    for name, by_severity, by_class, by_tier in SEGMENTS:
        yield (
            name,
            severity if by_severity else "all",
            incident_class if by_class else "all",
            service_tier if by_tier else "all",
        )


def segments_of_incident(incident: Incident) -> list[Segment]:
    """Return the seven cells of an incident."""
    return list(
        segments_of(incident.severity, incident.incident_class, incident.service_tier)
    )


def attributions_of(incident: Incident, facts: Facts) -> list[str]:
    """Return the attributions under which an incident is counted."""
    if not facts.has_ai_usage:
        return ["all"]
    return ["all", "ai_used" if incident.is_ai_used else "ai_not_used"]
