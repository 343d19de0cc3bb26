"""Single cells: does the interval of a figure hold the true figure?

A replicate is an incident class with a number of incidents; many classes share a run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from scorecard.calibrate.kinds import KINDS, Kind
from scorecard.calibrate.lines import Line, Outcome
from scorecard.calibrate.project_sql import ProjectSql
from scorecard.calibrate.tables import (
    STAND_INS,
    Floats,
    Incidents,
    Simulated,
    Windows,
)

CLASSES = 100
WINDOWS = Windows(
    baseline=(date(2025, 1, 1), date(2025, 4, 1)),
    current=(date(2025, 6, 1), date(2025, 7, 1)),
)


@dataclass(frozen=True)
class Cells:
    """Intervals of classes of `size` incidents each."""

    size: int

    wanted = ("metric_values",)
    stand_ins = STAND_INS
    per_job = CLASSES
    multiple = 10

    @property
    def name(self) -> str:
        """What --scenario takes."""
        return f"cells_{self.size}"

    @property
    def title(self) -> str:
        """What is simulated."""
        return f"Intervals of cells of {self.size} incidents hold the true figure"

    @property
    def lines(self) -> tuple[Line, ...]:
        """One line per kind, and one for each side that is watched."""
        lines = []
        for kind in self.kinds:
            lines.append(
                Line(
                    key=kind.key,
                    text=kind.text,
                    low=0.86,
                    high=0.96,
                    is_extra=self.size in kind.extra_sizes,
                )
            )
            if kind.most_above is not None:
                lines.append(
                    Line(
                        key=f"{kind.key}_above",
                        text=f"{kind.text}: above its interval",
                        high=kind.most_above,
                        is_extra=True,
                    )
                )
            if kind.least_below is not None:
                lines.append(
                    Line(
                        key=f"{kind.key}_below",
                        text=f"{kind.text}: below its interval",
                        low=kind.least_below,
                        is_extra=True,
                    )
                )
        return tuple(lines)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds that cells of this size are for."""
        return tuple(k for k in KINDS if self.size in k.sizes + k.extra_sizes)

    def measure(self, sql: ProjectSql, rng: np.random.Generator) -> Outcome:
        """Simulate CLASSES classes and look up the truth in each one's interval."""
        n = CLASSES * self.size
        labels = [f"class_{number:03d}" for number in range(CLASSES)]
        incidents = Incidents(
            started_on=np.datetime64(WINDOWS.current[0]) + rng.integers(0, 30, n),
            severity=np.zeros(n, np.int64),
            incident_class=np.repeat(np.arange(CLASSES), self.size),
            service_tier=np.zeros(n, np.int64),
            labels={
                "severity": ["sev2"],
                "incident_class": labels,
                "service_tier": ["customer_facing"],
            },
        )
        # two kinds that read one metric share its parameter and its observations
        by_metric = {kind.metric_id: kind for kind in self.kinds}
        parameters = {
            metric_id: rng.uniform(*kind.parameter, CLASSES)
            for metric_id, kind in by_metric.items()
        }
        observations = [
            kind.draw(
                rng,
                metric_id,
                np.arange(n),
                parameters[metric_id][incidents.incident_class],
            )
            for metric_id, kind in by_metric.items()
        ]
        simulated = Simulated(
            incidents=incidents,
            observations=observations,
            windows=WINDOWS,
            segments=("all", "incident_class"),
        )
        sql.run(simulated.tables())
        return _covered(sql, self.kinds, parameters, labels)


def _covered(
    sql: ProjectSql,
    kinds: tuple[Kind, ...],
    parameters: Mapping[str, Floats],
    labels: list[str],
) -> Outcome:
    places = {label: number for number, label in enumerate(labels)}
    outcome: Outcome = {}
    for kind in kinds:
        low, high = kind.columns
        found = sql.rows(
            f"select incident_class, {low} as low, {high} as high, "  # noqa: S608
            "interval_low is null and interval_high is null as is_missing "
            "from {metric_values} where period_name = 'current' "
            f"and segment = 'incident_class' and metric_id = '{kind.metric_id}'"
        )
        place = [places[label] for label in found["incident_class"]]
        truth = kind.truth(parameters[kind.metric_id])[place]
        # an end outside the data is no bound
        is_below = truth < np.ma.filled(found["low"], -np.inf)
        is_above = truth > np.ma.filled(found["high"], np.inf)
        hits = ~is_below & ~is_above & ~found["is_missing"]
        outcome[kind.key] = [(float(hit), 1) for hit in hits]
        if kind.most_above is not None:
            outcome[f"{kind.key}_above"] = [(float(hit), 1) for hit in is_above]
        if kind.least_below is not None:
            outcome[f"{kind.key}_below"] = [(float(hit), 1) for hit in is_below]
    return outcome
