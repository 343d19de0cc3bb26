"""Whose incidents count in a period, and with whose they are compared."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..facts import Facts, Incident
from ..periods import Period, months_between, windows

#: (severity, incident_class, service_tier)
Cell = tuple[str, str, str]
Cells = dict[Cell, list[Incident]]


def cell_of(incident: Incident) -> Cell:
    """Return the cell of an incident."""
    return incident.severity, incident.incident_class, incident.service_tier


def by_cell(incidents: Iterable[Incident]) -> Cells:
    """Group incidents by their cell."""
    cells: Cells = defaultdict(list)
    for each in incidents:
        cells[cell_of(each)].append(each)
    return dict(cells)


@dataclass(frozen=True)
class Scope:
    """One period beside the baseline.

    inside: all countable incidents of the period. counted: AI was active for them.
    used: people used it. control: class and tier without AI until the period's end.
    """

    facts: Facts
    period: Period
    baseline: Cells
    inside: list[Incident]
    counted: Cells
    used: list[Incident]
    control_baseline: Cells
    control: Cells
    crosses_boundary: bool


def periods(facts: Facts) -> Iterator[Period]:
    """Yield `current` and the months that start on or after the baseline's end."""
    known = windows(facts)
    if "current" in known:
        yield known["current"]
    if "baseline" in known and facts.countable:
        days = [each.started_on for each in facts.countable]
        for month in months_between(min(days), max(days)):
            if month.period_start >= known["baseline"].period_end:
                yield month


def scope_of(facts: Facts, period: Period) -> Scope:
    """Sort the countable incidents for one period."""
    baseline = windows(facts).get("baseline")
    before = [
        each
        for each in facts.countable
        if baseline is not None and baseline.contains(each.started_on)
    ]
    taken = {each.incident_id for each in before}
    inside = [
        each
        for each in facts.countable
        if period.contains(each.started_on) and each.incident_id not in taken
    ]
    return Scope(
        facts=facts,
        period=period,
        baseline=by_cell(before),
        inside=inside,
        counted=by_cell(each for each in inside if each.is_ai_active),
        used=[each for each in inside if each.is_ai_used],
        control_baseline=by_cell(
            each for each in before if _is_control(each, facts, period)
        ),
        control=by_cell(each for each in inside if _is_control(each, facts, period)),
        crosses_boundary=baseline is not None
        and any(
            baseline.period_end <= day < period.period_end
            for day in facts.config.boundaries
        ),
    )


def _is_control(incident: Incident, facts: Facts, period: Period) -> bool:
    """Unmapped classes and tiers may be control as well."""
    activations = facts.config.activations
    if not activations or incident.is_ai_used:
        return False
    return not any(
        each.matches(incident.incident_class, incident.service_tier)
        and each.activated_on < period.period_end
        for each in activations
    )
