"""Rates: does Byar's interval hold the true rate, a change's interval no change?

A replicate is an incident class; the classes of a run share one phi, as the project
measures it from the months of the baseline.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from scorecard.calibrate.lines import Line, Outcome
from scorecard.calibrate.project_sql import ProjectSql
from scorecard.calibrate.tables import (
    STAND_INS,
    Days,
    Floats,
    Incidents,
    Integers,
    Observations,
    Simulated,
    Windows,
)

CLASSES = 20
WINDOWS = Windows(
    baseline=(date(2025, 1, 1), date(2025, 7, 1)),
    current=(date(2025, 7, 1), date(2025, 10, 1)),
)
STARTS: Days = np.arange("2025-01", "2025-11", dtype="datetime64[M]").astype(
    "datetime64[D]"
)
MONTHS = len(STARTS) - 1
LENGTHS: Integers = np.diff(STARTS).astype(np.int64)
CURRENT_DAYS = int(LENGTHS[6:].sum())
DAYS_PER_MONTH = 30.4375
DISPERSION = 2.5

PER_DEPLOY, PER_MONTH, DISPERSED = (
    "incidents_per_1000_deploys",
    "sev1_per_month",
    "prevented_unsafe_actions",
)
TEXTS = {
    PER_DEPLOY: ("rate per deploy, uneven deploys, Poisson", "change per deploy"),
    PER_MONTH: ("rate per month, Poisson", "change per month"),
    DISPERSED: (
        f"rate per month, {DISPERSION} times chance",
        f"change, {DISPERSION} times chance",
    ),
}
"""Of the lines of a rate and of its change."""


@dataclass(frozen=True)
class Rates:
    """Intervals of classes with `size` events expected in the current window."""

    size: int

    wanted = ("metric_values", "rate_comparisons")
    stand_ins = STAND_INS
    per_job = CLASSES
    multiple = 10
    lines = tuple(
        Line(key=key, text=text, low=0.86, high=0.96)
        for key, (text, _) in TEXTS.items()
    ) + tuple(
        Line(
            key=f"{key}_change",
            text=f"{text}: zero inside",
            low=0.86,
            high=0.96,
            is_extra=True,
        )
        for key, (_, text) in TEXTS.items()
    )

    @property
    def name(self) -> str:
        """What --scenario takes."""
        return f"rates_{self.size}"

    @property
    def title(self) -> str:
        """What is simulated."""
        return f"Intervals of rates of {self.size} events hold the truth"

    def measure(self, sql: ProjectSql, rng: np.random.Generator) -> Outcome:
        """Simulate CLASSES classes and look up the truth in each one's interval."""
        deploys = rng.poisson(30 * LENGTHS * rng.uniform(0.5, 1.5, MONTHS))
        by_days = np.broadcast_to(self.size * LENGTHS / CURRENT_DAYS, (CLASSES, MONTHS))
        by_deploys = np.broadcast_to(
            self.size * deploys / deploys[6:].sum(), (CLASSES, MONTHS)
        )
        # gamma months: variance = DISPERSION * mean
        uneven = rng.gamma(by_days / (DISPERSION - 1), DISPERSION - 1)
        events = [rng.poisson(mean) for mean in (by_deploys, by_days, uneven)]
        sql.run(_simulated(rng, events, deploys).tables())
        months = CURRENT_DAYS / DAYS_PER_MONTH
        truths = {
            PER_DEPLOY: self.size / int(deploys[6:].sum()) * 1000,
            PER_MONTH: self.size / months,
            DISPERSED: self.size / months,
        }
        outcome = {key: _covered(sql, key, truth) for key, truth in truths.items()}
        # the months of a class differ by chance alone, so nothing has changed
        return outcome | {f"{key}_change": _unchanged(sql, key) for key in truths}


def _simulated(
    rng: np.random.Generator, events: list[Integers], deploys: Integers
) -> Simulated:
    # every event is an incident of its own, in a random day of its month
    flat = np.concatenate([one.ravel() for one in events])
    classes = np.tile(np.repeat(np.arange(CLASSES), MONTHS), len(events))
    months = np.tile(np.tile(np.arange(MONTHS), CLASSES), len(events))
    metric = np.repeat(np.arange(len(events)), CLASSES * MONTHS)
    total = int(flat.sum())
    incidents = Incidents(
        started_on=_days(rng, np.repeat(months, flat)),
        severity=np.zeros(total, np.int64),
        incident_class=np.repeat(classes, flat),
        service_tier=np.zeros(total, np.int64),
        labels={
            "severity": ["sev1"],
            "incident_class": [f"class_{number:02d}" for number in range(CLASSES)],
            "service_tier": ["customer_facing"],
        },
    )
    owner = np.repeat(metric, flat)
    return Simulated(
        incidents=incidents,
        observations=[
            _events(metric_id, np.flatnonzero(owner == number))
            for number, metric_id in enumerate((PER_DEPLOY, PER_MONTH, DISPERSED))
        ],
        windows=WINDOWS,
        segments=("all", "incident_class"),
        deploys=_days(rng, np.repeat(np.arange(MONTHS), deploys)),
    )


def _events(metric_id: str, incident: Integers) -> Observations:
    ones: Floats = np.ones(len(incident))
    return Observations(metric_id=metric_id, incident=incident, numerator=ones)


def _days(rng: np.random.Generator, months: Integers) -> Days:
    day = np.floor(rng.random(len(months)) * LENGTHS[months]).astype(np.int64)
    days: Days = STARTS[months] + day
    return days


def _covered(sql: ProjectSql, metric_id: str, truth: float) -> list[tuple[float, int]]:
    found = sql.rows(
        "select coalesce(interval_low <= "  # noqa: S608
        f"{truth!r} and interval_high >= {truth!r}, false) as is_hit "
        "from {metric_values} where period_name = 'current' "
        f"and segment = 'incident_class' and metric_id = '{metric_id}'"
    )
    return [(float(hit), 1) for hit in found["is_hit"]]


def _unchanged(sql: ProjectSql, metric_id: str) -> list[tuple[float, int]]:
    found = sql.rows(
        # an end without a bound is null
        "select coalesce(changes.change_low <= 0, true) "  # noqa: S608
        "and coalesce(changes.change_high >= 0, true) as is_hit "
        "from {rate_comparisons} as changes "
        "inner join {segment_cells} as cells using (segment_cell_id) "
        f"where cells.segment = 'incident_class' and metric_id = '{metric_id}'"
    )
    return [(float(hit), 1) for hit in found["is_hit"]]
