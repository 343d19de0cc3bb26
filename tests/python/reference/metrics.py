"""Measure every countable incident with every metric that has observations."""

from dataclasses import dataclass, field

from . import layer_a, layer_b, layer_c
from .facts import Facts, Incident
from .observations import Metric, Observation

METRICS: tuple[Metric, ...] = layer_a.METRICS + layer_b.METRICS + layer_c.METRICS


@dataclass
class Measured:
    """Observations by metric and incident; void durations as (metric, subject)."""

    observations: dict[str, list[tuple[Incident, list[Observation]]]] = field(
        default_factory=dict
    )
    void: list[tuple[str, str]] = field(default_factory=list)


def measure(facts: Facts) -> Measured:
    """Apply every metric; a negative duration is void and leaves no observation."""
    measured = Measured()
    for metric in METRICS:
        per_incident = measured.observations.setdefault(metric.metric_id, [])
        for incident in facts.countable:
            kept = []
            for each in metric.measure(incident, facts):
                if metric.kind == "duration" and each.value < 0:
                    measured.void.append((metric.metric_id, each.subject_id))
                else:
                    kept.append(each)
            if kept:
                per_incident.append((incident, kept))
    return measured
