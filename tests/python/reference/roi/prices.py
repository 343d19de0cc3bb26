"""What a minute of downtime and an hour of a role cost when an incident starts."""

from collections.abc import Sequence
from datetime import date

from ..facts import Incident
from .settings import DowntimeCost, Ends, Settings


def is_in_force(effective_from: date | None, day: date) -> bool:
    """Say whether a dated row speaks about a day; without a date it always does."""
    return effective_from is None or effective_from <= day


def downtime_cost(settings: Settings, incident: Incident) -> Ends | None:
    """Add up the components of what a minute of an incident costs."""
    # A minute of support is either a cost of downtime or an hour that was paid.
    counted_as_hours = any(each.role == "support" for each in settings.hourly_rates)
    found = []
    for component in sorted({each.component for each in settings.downtime_costs}):
        if component == "support_load" and counted_as_hours:
            continue
        chosen = _most_specific(
            [each for each in settings.downtime_costs if each.component == component],
            incident,
        )
        if chosen is not None and chosen.cost_per_minute is not None:
            found.append(chosen.cost_per_minute)
    if not found:
        return None
    return sum(low for low, _ in found), sum(high for _, high in found)


def _most_specific(
    costs: Sequence[DowntimeCost], incident: Incident
) -> DowntimeCost | None:
    speaking = [
        each
        for each in costs
        if each.service_tier in (None, incident.service_tier)
        and each.severity in (None, incident.severity)
        and is_in_force(each.effective_from, incident.started_on)
    ]

    def precedence(cost: DowntimeCost) -> tuple[int, date]:
        specific = 2 * (cost.service_tier is not None) + (cost.severity is not None)
        return specific, cost.effective_from or date.min

    return max(speaking, key=precedence, default=None)


def hourly_rate(settings: Settings, role: str, day: date) -> Ends | None:
    """Return the latest rate of a role in force on a day."""
    known = [
        each
        for each in settings.hourly_rates
        if each.role == role and is_in_force(each.effective_from, day)
    ]
    latest = max(known, key=lambda each: each.effective_from or date.min, default=None)
    return None if latest is None else latest.rate
