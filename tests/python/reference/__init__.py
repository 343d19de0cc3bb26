"""An independent computation of the figures, for tests to compare with.

It shares no code with the product: plain Python loops over the raw files, written
for the reader and not for speed.
"""

from dataclasses import dataclass
from pathlib import Path

from .config import load_config
from .facts import Incident, build_facts
from .landing import Quarantined, Unparseable, land
from .metrics import METRICS, measure
from .periods import Period, windows
from .rates import rate_values
from .values import Key, observed_values

__all__ = ["METRIC_IDS", "RATE_IDS", "Reference", "compute"]

RATE_IDS = ("incidents_per_1000_deploys", "sev1_per_month", "prevented_unsafe_actions")

METRIC_IDS = (*(metric.metric_id for metric in METRICS), *RATE_IDS)


@dataclass(frozen=True)
class Reference:
    """What an export and a configuration must give.

    row_accounting: table to raw, accepted, superseded, deleted, quarantined.
    quarantine: (table_name, rule, column_name, source_file, source_row).
    quality_issues: (table_name, rule, column_name, raw_value, source_file,
    source_row) of accepted rows. negative_durations: (metric_id, subject_id).
    metric_observations: metric_id, incident_id, subject_id, numerator,
    denominator, value of countable incidents, rates left out; numerator and
    denominator are None for durations and means.
    metric_values: (metric_id, period, period_name, segment, severity,
    incident_class, service_tier, attribution) to the other columns of the row.
    """

    row_accounting: dict[str, dict[str, int]]
    quarantine: list[Quarantined]
    quality_issues: list[Unparseable]
    negative_durations: list[tuple[str, str]]
    metric_observations: list[dict[str, object]]
    metric_values: dict[Key, dict[str, object]]
    incidents: list[Incident]
    windows: dict[str, Period]


def compute(exports: Path, config: Path) -> Reference:
    """Compute everything from an exports folder and a complete config folder."""
    landed = land(exports)
    facts = build_facts(landed, load_config(config))
    measured = measure(facts)
    figures = observed_values(facts, measured) | rate_values(facts)
    return Reference(
        row_accounting=landed.accounting,
        quarantine=landed.quarantine,
        quality_issues=landed.unparseable,
        negative_durations=measured.void,
        metric_observations=[
            {
                "metric_id": metric_id,
                "incident_id": incident.incident_id,
                "subject_id": each.subject_id,
                "numerator": each.numerator,
                "denominator": each.denominator,
                "value": each.value,
            }
            for metric_id, per_incident in measured.observations.items()
            for incident, observations in per_incident
            for each in observations
        ],
        metric_values={key: figure.as_dict() for key, figure in figures.items()},
        incidents=facts.incidents,
        windows=windows(facts),
    )
