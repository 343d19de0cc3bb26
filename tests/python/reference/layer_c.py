"""Layer C, business: whose hours incidents take, and who had to ask."""

from collections.abc import Iterator

from .facts import Facts, Incident
from .observations import Metric, Observation


def _hours(incident: Incident, spent: list[float]) -> Iterator[Observation]:
    if spent:
        yield Observation(incident.incident_id, sum(spent) / 60)


def responder_hours(incident: Incident, facts: Facts) -> Iterator[Observation]:
    minutes = [
        row.number("minutes_spent")
        for row in facts.of("time_entries", incident.incident_id)
        if row.text("method") == "sampled"
    ]
    yield from _hours(incident, [each for each in minutes if each is not None])


def _overhead(
    incident: Incident, facts: Facts, functions: set[str]
) -> Iterator[Observation]:
    yield from _hours(
        incident,
        [
            row.amount("minutes_spent")
            for row in facts.of("overhead_entries", incident.incident_id)
            if row.text("org_function") in functions
        ],
    )


def overhead_hours(incident: Incident, facts: Facts) -> Iterator[Observation]:
    yield from _overhead(incident, facts, {"support", "customer_success", "leadership"})


def compliance_hours(incident: Incident, facts: Facts) -> Iterator[Observation]:
    yield from _overhead(incident, facts, {"compliance"})


def missing_update_escalations(
    incident: Incident, facts: Facts
) -> Iterator[Observation]:
    # A zero says something only where escalations are recorded at all.
    if facts.has_escalations:
        causes = [
            row.text("cause") for row in facts.of("escalations", incident.incident_id)
        ]
        yield Observation(incident.incident_id, float(causes.count("missing_update")))


METRICS = (
    Metric("responder_hours", "mean", responder_hours),
    Metric("overhead_hours", "mean", overhead_hours),
    Metric("compliance_hours", "mean", compliance_hours),
    Metric("missing_update_escalations", "mean", missing_update_escalations),
)
