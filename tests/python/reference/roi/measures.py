"""What is compared: an incident's minutes, or its count, in parts by role and sink."""

from collections import defaultdict
from dataclasses import dataclass

from ..facts import Facts, Incident, minutes_between
from ..landing import Row

ROLES = (
    "primary_responder",
    "incident_commander",
    "comms_lead",
    "scribe",
    "secondary_responder",
)
SINKS = (
    "evidence_gathering",
    "context_explanation",
    "drafting_updates",
    "timeline_reconstruction",
    "chasing_ownership",
)
UNKNOWN = "unknown"
ALL = "all"

#: (role, component)
Share = tuple[str, str]


@dataclass(frozen=True)
class Measure:
    """Amounts by incident and share; an incident without an observation is absent.

    Amounts are minutes; of escalations, a number.
    """

    name: str
    amounts: dict[str, dict[Share, float]]

    def has(self, incident: Incident) -> bool:
        """Say whether an incident has an observation."""
        return incident.incident_id in self.amounts

    def of(self, incident: Incident, share: Share | None = None) -> float:
        """Return one share of an incident, 0 when it is not there, or all of it."""
        shares = self.amounts[incident.incident_id]
        return sum(shares.values()) if share is None else shares.get(share, 0.0)


def role_of(entry: Row) -> str:
    """Return a time entry's role; 'unknown' when it is none of the listed."""
    role = entry.text("responder_role")
    return role if role in ROLES else UNKNOWN


def sink_of(entry: Row) -> str:
    """Return a time entry's sink; 'unknown' when it is none of the listed."""
    sink = entry.text("time_sink")
    return sink if sink in SINKS else UNKNOWN


def time_to_mitigate(facts: Facts) -> Measure:
    """Measure the minutes from start to mitigation, never negative ones."""
    amounts = {}
    for incident in facts.countable:
        if incident.mitigated_at is not None:
            minutes = minutes_between(incident.started_at, incident.mitigated_at)
            if minutes >= 0:
                amounts[incident.incident_id] = {(ALL, ALL): minutes}
    return Measure("time_to_mitigate", amounts)


def mitigation_steps(facts: Facts) -> dict[str, Measure]:
    """Split the time to mitigate of incidents whose four instants are in order."""
    names = (
        "start_to_detection",
        "detection_to_engaged_owner",
        "engaged_owner_to_mitigation",
    )
    steps: dict[str, dict[str, dict[Share, float]]] = {name: {} for name in names}
    for incident in facts.countable:
        engaged = [
            acknowledged
            for page in facts.of("pages", incident.incident_id)
            if incident.owner is not None
            and page.text("team_id") == incident.owner
            and (acknowledged := page.time("acknowledged_at")) is not None
        ]
        detected, mitigated = incident.detected_at, incident.mitigated_at
        if not engaged or detected is None or mitigated is None:
            continue
        instants = (incident.started_at, detected, min(engaged), mitigated)
        if list(instants) == sorted(instants):
            for name, start, end in zip(names, instants, instants[1:], strict=False):
                minutes = minutes_between(start, end)
                steps[name][incident.incident_id] = {(ALL, ALL): minutes}
    return {name: Measure(name, amounts) for name, amounts in steps.items()}


def sampled(facts: Facts) -> Measure:
    """Measure the sampled minutes of incidents that were sampled, by role and sink."""
    amounts: dict[str, dict[Share, float]] = {}
    for incident in facts.countable:
        for entry in facts.of("time_entries", incident.incident_id):
            minutes = entry.number("minutes_spent")
            if entry.text("method") == "sampled" and minutes is not None:
                shares = amounts.setdefault(incident.incident_id, defaultdict(float))
                shares[role_of(entry), sink_of(entry)] += minutes
    return Measure("sampled", amounts)


def overhead(facts: Facts, name: str, functions: tuple[str, ...]) -> Measure:
    """Measure the minutes of functions in incidents with an entry of any of them."""
    amounts: dict[str, dict[Share, float]] = {}
    for incident in facts.countable:
        for entry in facts.of("overhead_entries", incident.incident_id):
            function = entry.text("org_function")
            if function in functions:
                shares = amounts.setdefault(incident.incident_id, defaultdict(float))
                shares[function, name] += entry.amount("minutes_spent")
    return Measure(name, amounts)


def missing_update_escalations(facts: Facts) -> Measure:
    """Count escalations of every incident, where escalations are recorded at all."""
    amounts: dict[str, dict[Share, float]] = {}
    if facts.has_escalations:
        for incident in facts.countable:
            count = sum(
                row.text("cause") == "missing_update"
                for row in facts.of("escalations", incident.incident_id)
            )
            amounts[incident.incident_id] = {(ALL, ALL): float(count)}
    return Measure("missing_update_escalations", amounts)
