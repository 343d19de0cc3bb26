"""How each metric of the simulated company is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from scorecard.calibrate import draws
from scorecard.calibrate.tables import Floats, Integers, Observations

RATES = ("incidents_per_1000_deploys", "sev1_per_month", "prevented_unsafe_actions")

Draw = Callable[[np.random.Generator, str, Integers, Floats], Observations]


@dataclass(frozen=True, kw_only=True)
class Measured:
    """How a metric is simulated.

    Attributes:
        level: usual share, mean, or mean logarithm of minutes + 1.
        cell_spread: standard deviation of what severity, class and tier each add.
        incident_spread: standard deviation of y/x between like incidents, on the
            scale of the level; month shocks are sized by it.
        effect: what a planted effect adds to the level at middle severity.
        observed: share of incidents with an observation.
    """

    metric_id: str
    kind: str
    level: float
    cell_spread: float
    incident_spread: float
    effect: float
    observed: float
    draw: Draw


def _share(metric_id: str, observed: float, level: float = 0.55) -> Measured:
    return Measured(
        metric_id=metric_id,
        kind="proportion",
        level=level,
        cell_spread=0.03,
        incident_spread=0.49,
        effect=0.1,
        observed=observed,
        draw=draws.single_shares,
    )


def _shares(metric_id: str, observed: float, extra: float) -> Measured:
    return Measured(
        metric_id=metric_id,
        kind="proportion",
        level=0.5,
        cell_spread=0.03,
        incident_spread=0.40,
        effect=0.1,
        observed=observed,
        draw=partial(draws.several_shares, extra=extra, likeness=0.3),
    )


def _ratio(metric_id: str, observed: float, extra: float) -> Measured:
    return Measured(
        metric_id=metric_id,
        kind="ratio",
        level=0.5,
        cell_spread=0.03,
        incident_spread=0.33,
        effect=0.1,
        observed=observed,
        draw=partial(draws.ratios, extra=extra, likeness=0.2),
    )


def _duration(metric_id: str, observed: float, level: float) -> Measured:
    return Measured(
        metric_id=metric_id,
        kind="duration",
        level=level,
        cell_spread=0.25,
        incident_spread=0.9,
        effect=-0.35,
        observed=observed,
        draw=partial(draws.minutes, spread=0.9),
    )


METRICS = (
    _share("context_completeness_rate", 0.85),
    _share("first_page_correct_owner_rate", 0.95),
    _share("repeat_incident_rate", 0.7, level=0.4),
    _shares("verification_pass_rate", 0.35, extra=1.0),
    _shares("audit_completeness_rate", 0.4, extra=1.0),
    _shares("cadence_adherence_rate", 0.8, extra=2.0),
    _ratio("evidence_link_coverage", 0.5, extra=4.0),
    _ratio("duplicate_effort_ratio", 0.8, extra=7.0),
    Measured(
        metric_id="handoff_count",
        kind="mean",
        level=2.0,
        cell_spread=0.1,
        incident_spread=2.0,
        effect=-0.4,
        observed=0.95,
        draw=partial(draws.counts, spread=0.5),
    ),
    Measured(
        metric_id="responder_hours",
        kind="mean",
        level=5.0,
        cell_spread=0.3,
        incident_spread=4.0,
        effect=-1.0,
        observed=0.4,
        draw=partial(draws.hours, spread=0.8),
    ),
    _duration("time_to_engaged_owner", 0.9, 2.8),
    _duration("time_to_first_update", 0.85, 3.2),
    _duration("time_to_mitigate", 0.97, 4.3),
    _duration("time_to_resolve", 0.95, 5.2),
)
KINDS = {metric.metric_id: metric.kind for metric in METRICS} | dict.fromkeys(
    RATES, "rate"
)
