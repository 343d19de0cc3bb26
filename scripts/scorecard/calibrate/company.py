"""A simulated company: a year of incidents that nobody treats differently, or some do.

The mix of severities, classes and tiers drifts between the windows, so that a plain
before and after sees changes where there are none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from scorecard.calibrate.measured import METRICS, RATES, Measured
from scorecard.calibrate.tables import (
    Days,
    Floats,
    Incidents,
    Integers,
    Observations,
    Simulated,
    Windows,
)

INCIDENTS = 2_500
WINDOWS = Windows(
    baseline=(date(2025, 1, 1), date(2025, 7, 1)),
    current=(date(2025, 10, 1), date(2026, 1, 1)),
)
FIRST_DAY, DAYS = np.datetime64("2025-01-01"), 365
ACTIVATED_ON, ACTIVATED_LATE = date(2025, 8, 15), date(2025, 11, 10)

# the whole, and what like is compared with like over
LEVELS = (
    "all",
    "severity",
    "severity_incident_class",
    "severity_incident_class_service_tier",
)
SEVERITIES = ("sev1", "sev2", "sev3")
TIERS = ("critical_revenue_path", "customer_facing", "internal_tooling")
TREATED = ("deploy_related", "config_regression", "dependency_outage")
# activated in the middle of the current window: in neither arm
LATE = ("network_fault",)
CONTROL = ("capacity_saturation", "alert_storm", "data_pipeline")
CLASSES = TREATED + LATE + CONTROL

# shares of severities, classes and tiers: in the baseline, and in the current window
SEVERITY_MIX = ((0.35, 0.35, 0.30), (0.10, 0.30, 0.60))
CLASS_MIX = (
    (0.24, 0.14, 0.14, 0.08, 0.14, 0.16, 0.10),
    (0.17, 0.18, 0.12, 0.08, 0.20, 0.11, 0.14),
)
TIER_MIX = ((0.35, 0.40, 0.25), (0.30, 0.40, 0.30))

# what a planted effect is, per severity, in multiples of the metric's own
EFFECT_BY_SEVERITY = np.array([1.75, 1.0, 0.25])
# and what changes for everyone in the current window besides
TREND = 0.4

DEPLOYS_PER_DAY = 40.0

EFFECT_IN_BASELINE = float(EFFECT_BY_SEVERITY @ SEVERITY_MIX[0])
TRUTHS = {metric.metric_id: metric.effect * EFFECT_IN_BASELINE for metric in METRICS}
"""By metric: what a change is worth at the baseline's mix, with effects planted."""


@dataclass(frozen=True, kw_only=True)
class Company:
    """What happens in it.

    Attributes:
        is_changed: the planted effects are there, from each class's activation on,
            and beside them a trend that everyone shares.
        likeness: correlation of like incidents of one month; 0 without month shocks.
        rate_shock: standard deviation of the factor by which a month's events vary
            beyond chance.
    """

    is_changed: bool = False
    likeness: float = 0.0
    rate_shock: float = 0.0

    def simulate(self, rng: np.random.Generator) -> Simulated:
        """Draw a year."""
        incidents = _incidents(rng)
        months = incidents.started_on.astype("datetime64[M]").astype(np.int64)
        months -= months.min()
        affected = self._affected(incidents)
        observations = [
            self._observed(rng, metric, incidents, months, affected)
            for metric in METRICS
        ]
        deploys = rng.poisson(DEPLOYS_PER_DAY * rng.uniform(0.7, 1.3, 12)[_MONTH])
        observations += self._events(rng, deploys, incidents)
        return Simulated(
            incidents=incidents,
            observations=observations,
            windows=WINDOWS,
            segments=LEVELS,
            activations=[
                *((name, ACTIVATED_ON) for name in TREATED),
                *((name, ACTIVATED_LATE) for name in LATE),
            ],
            deploys=np.repeat(_CALENDAR, deploys),
        )

    def _affected(self, incidents: Incidents) -> Floats:
        if not self.is_changed:
            return np.zeros(len(incidents))
        by_severity = EFFECT_BY_SEVERITY[incidents.severity]
        activated = np.array(
            [ACTIVATED_ON] * len(TREATED)
            + [ACTIVATED_LATE] * len(LATE)
            + [date.max] * len(CONTROL),
            "datetime64[D]",
        )
        is_active = incidents.started_on >= activated[incidents.incident_class]
        is_current = incidents.started_on >= np.datetime64(WINDOWS.current[0])
        affected: Floats = is_active * by_severity + is_current * TREND
        return affected

    def _observed(
        self,
        rng: np.random.Generator,
        metric: Measured,
        incidents: Incidents,
        months: Integers,
        affected: Floats,
    ) -> Observations:
        ratio = self.likeness / (1 - self.likeness)
        shocks = rng.normal(0, metric.incident_spread * np.sqrt(ratio), 12)
        usual = np.full(len(incidents), metric.level)
        for column, count in (
            (incidents.severity, len(SEVERITIES)),
            (incidents.incident_class, len(CLASSES)),
            (incidents.service_tier, len(TIERS)),
        ):
            usual += _bounded(rng, metric.cell_spread, count)[column]
        level = usual + shocks[months] + metric.effect * affected
        if metric.kind in ("proportion", "ratio"):
            level = np.clip(level, 0.02, 0.98)
        elif metric.kind == "mean":
            level = np.maximum(level, 0.05)
        incident = np.flatnonzero(rng.random(len(incidents)) < metric.observed)
        return metric.draw(rng, metric.metric_id, incident, level[incident])

    def _events(
        self, rng: np.random.Generator, deploys: Integers, incidents: Incidents
    ) -> list[Observations]:
        by_day = np.ones(DAYS)
        means = (0.006 * deploys, 0.9 * by_day, 0.4 * by_day)
        # what a day's incidents are is of no matter in segment `all`
        order = np.argsort(incidents.started_on, kind="stable")
        days = incidents.started_on[order]
        events = []
        for metric_id, usual in zip(RATES, means, strict=True):
            mean = usual
            if self.rate_shock:
                shape = 1 / self.rate_shock**2
                mean = usual * rng.gamma(shape, 1 / shape, 12)[_MONTH]
            happened = np.repeat(_CALENDAR, rng.poisson(mean))
            place = np.minimum(np.searchsorted(days, happened), len(days) - 1)
            events.append(
                Observations(
                    metric_id=metric_id,
                    incident=order[place],
                    numerator=np.ones(len(place)),
                )
            )
        return events


_CALENDAR: Days = FIRST_DAY + np.arange(DAYS)
_MONTH: Integers = _CALENDAR.astype("datetime64[M]").astype(np.int64) % 12


def _bounded(rng: np.random.Generator, spread: float, count: int) -> Floats:
    # normal, but never so far out that a share leaves 0..1
    return spread * np.clip(rng.normal(0, 1, count), -1.5, 1.5)


def _incidents(rng: np.random.Generator) -> Incidents:
    day = np.sort(rng.integers(0, DAYS, INCIDENTS))
    started_on: Days = FIRST_DAY + day
    is_late = started_on >= np.datetime64(WINDOWS.baseline[1])
    return Incidents(
        started_on=started_on,
        severity=_drifting(rng, SEVERITY_MIX, is_late),
        incident_class=_drifting(rng, CLASS_MIX, is_late),
        service_tier=_drifting(rng, TIER_MIX, is_late),
        labels={
            "severity": SEVERITIES,
            "incident_class": CLASSES,
            "service_tier": TIERS,
        },
    )


def _drifting(
    rng: np.random.Generator,
    mix: tuple[tuple[float, ...], tuple[float, ...]],
    is_late: npt.NDArray[np.bool_],
) -> Integers:
    n, count = len(is_late), len(mix[0])
    early, late = (rng.choice(count, n, p=shares) for shares in mix)
    return np.where(is_late, late, early)
