"""Rates: events per month or per thousand deploys, zeros included."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from . import statistics
from .facts import Facts, Incident
from .periods import (
    MONTH_DAYS,
    SEGMENTS,
    Period,
    Segment,
    attributions_of,
    months_between,
    segments_of_incident,
    windows,
)
from .values import Figure, Key, key_of, periods_of


@dataclass(frozen=True)
class Rate:
    """A rate: how many events an incident counts, and what exposes a cell to them.

    ``exposure`` takes a period, the tier of the cell ('all' or one), and whether
    the period is a month of the dispersion, which counts by its days.
    """

    metric_id: str
    events: Callable[[Incident], int]
    exposure: Callable[[Period, str, bool], float]


def _months(period: Period, tier: str, by_days: bool) -> float:
    if period.period == "month" and not by_days:
        return 1.0  # a month is one month, however long or partial
    return period.days / MONTH_DAYS


def _rates(facts: Facts) -> Iterator[Rate]:
    deploys: dict[str, list[date]] = {"all": []}
    for deploy in facts.deploys:
        deploys["all"].append(deploy.changed_on)
        deploys.setdefault(deploy.service_tier, []).append(deploy.changed_on)

    @cache
    def thousands(period: Period, tier: str, by_days: bool) -> float:
        return sum(period.contains(day) for day in deploys.get(tier, [])) / 1000

    def prevented(incident: Incident) -> int:
        return sum(
            action.text("policy_decision") == "blocked"
            or action.time("stopped_at") is not None
            for action in facts.of("actions", incident.incident_id)
        )

    yield Rate("incidents_per_1000_deploys", lambda incident: 1, thousands)
    if any(incident.severity != "unmapped" for incident in facts.countable):
        yield Rate(
            "sev1_per_month", lambda incident: incident.severity == "sev1", _months
        )
    if facts.has_actions:
        yield Rate("prevented_unsafe_actions", prevented, _months)


def rate_values(facts: Facts) -> dict[Key, Figure]:
    """Compute the figures of all rates; one stands wherever there is exposure."""
    figures: dict[Key, Figure] = {}
    if not facts.countable:
        return figures
    for rate in _rates(facts):
        figures |= _values_of(rate, facts)
    return figures


def _values_of(rate: Rate, facts: Facts) -> dict[Key, Figure]:
    known = windows(facts)
    days = [incident.started_on for incident in facts.countable]
    periods = [*months_between(min(days), max(days)), *known.values()]
    attributions = ["all"]
    if facts.has_ai_usage:
        attributions += ["ai_used", "ai_not_used"]

    cells = {cell for each in facts.countable for cell in segments_of_incident(each)}
    events: Counter[tuple[Period, Segment, str]] = Counter()
    still_open: Counter[tuple[Period, Segment, str]] = Counter()
    for incident in facts.countable:
        for period in periods_of(incident, list(known.values())):
            for segment in segments_of_incident(incident):
                for attribution in attributions_of(incident, facts):
                    cell = (period, segment, attribution)
                    events[cell] += rate.events(incident)
                    still_open[cell] += incident.is_open

    phi = _dispersions(rate, facts, known.get("baseline"))
    figures: dict[Key, Figure] = {}
    for period in periods:
        for segment in cells:
            exposure = rate.exposure(period, segment[3], False)
            if exposure <= 0:
                continue
            for attribution in attributions:
                count = events[period, segment, attribution]
                low, high = statistics.byar(
                    count, exposure, phi[segment[0]], facts.config.z
                )
                figures[key_of(rate.metric_id, period, segment, attribution)] = Figure(
                    n=count,
                    n_open=still_open[period, segment, attribution],
                    period_start=period.period_start,
                    period_end=period.period_end,
                    numerator=float(count),
                    denominator=exposure,
                    value=count / exposure,
                    interval_low=low,
                    interval_high=high,
                )
    return figures


def _dispersions(rate: Rate, facts: Facts, baseline: Period | None) -> dict[str, float]:
    """Estimate phi per kind of segment from the baseline's months."""
    if baseline is None or baseline.days <= 0:
        return {name: 1.0 for name, *_ in SEGMENTS}
    clipped = [
        Period(
            "month",
            month.period_name,
            max(month.period_start, baseline.period_start),
            min(month.period_end, baseline.period_end),
        )
        for month in months_between(baseline.period_start, baseline.period_end)
        if month.period_start < baseline.period_end
    ]
    events: Counter[tuple[Segment, str]] = Counter()
    cells: dict[str, set[Segment]] = {name: set() for name, *_ in SEGMENTS}
    for incident in facts.countable:
        if baseline.contains(incident.started_on):
            for segment in segments_of_incident(incident):
                cells[segment[0]].add(segment)
                month = f"{incident.started_on:%Y-%m}"
                events[segment, month] += rate.events(incident)
    return {
        name: statistics.dispersion(
            [
                [
                    (
                        float(events[segment, month.period_name]),
                        rate.exposure(month, segment[3], True),
                    )
                    for month in clipped
                ]
                for segment in cells[name]
            ]
        )
        for name in cells
    }
