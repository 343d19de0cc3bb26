"""Single cells: does the interval of a figure hold the true figure?

A replicate is an incident class with a number of incidents; many classes share a run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np

from scorecard.calibrate import draws
from scorecard.calibrate.lines import Line, Outcome
from scorecard.calibrate.project_sql import ProjectSql
from scorecard.calibrate.tables import (
    STAND_INS,
    Floats,
    Incidents,
    Integers,
    Observations,
    Simulated,
    Windows,
)

CLASSES = 100
NORMAL_P90 = 1.2815515655446004
"""The standard normal quantile of 0.9."""
WINDOWS = Windows(
    baseline=(date(2025, 1, 1), date(2025, 4, 1)),
    current=(date(2025, 6, 1), date(2025, 7, 1)),
)

Draw = Callable[[np.random.Generator, str, Integers, Floats], Observations]
Truth = Callable[[Floats], Floats]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A metric that stands for its kind.

    Attributes:
        parameter: range from which each class draws its own, evenly.
        draw: observations, from the parameter of each incident's class.
        truth: the true figure, from the parameter.
        columns: the ends of the interval in metric_values.
        sizes: incidents per class at which its target is published.
        extra_sizes: those at which it is watched all the same.
    """

    key: str
    text: str
    metric_id: str
    parameter: tuple[float, float]
    draw: Draw
    truth: Truth = lambda parameter: parameter
    columns: tuple[str, str] = ("interval_low", "interval_high")
    sizes: tuple[int, ...] = (30, 100)
    extra_sizes: tuple[int, ...] = ()


def _minutes_alike(
    rng: np.random.Generator, metric_id: str, incident: Integers, location: Floats
) -> Observations:
    size = 1 + rng.poisson(1.0, len(incident))
    own = rng.normal(location, ALIKE_BETWEEN)
    return draws.minutes(
        rng,
        metric_id,
        np.repeat(incident, size),
        np.repeat(own, size),
        spread=ALIKE_WITHIN,
    )


def _hours_alike(
    rng: np.random.Generator, metric_id: str, incident: Integers, mean: Floats
) -> Observations:
    size = 1 + rng.poisson(1.5, len(incident))
    own = rng.gamma(2.0, mean / 2.0)
    return draws.hours(
        rng, metric_id, np.repeat(incident, size), np.repeat(own, size), spread=1.0
    )


SPREAD = 1.0
ALIKE_BETWEEN, ALIKE_WITHIN = 0.9, 0.5
ALIKE = float(np.hypot(ALIKE_BETWEEN, ALIKE_WITHIN))

KINDS = (
    Kind(
        key="proportion",
        text="proportion, one per incident, .10 to .90",
        metric_id="context_completeness_rate",
        parameter=(0.1, 0.9),
        draw=draws.single_shares,
    ),
    Kind(
        key="proportion_near_one",
        text="the same, .90 to .99",
        metric_id="first_page_correct_owner_rate",
        parameter=(0.9, 0.99),
        draw=draws.single_shares,
    ),
    Kind(
        key="proportion_several",
        text="proportion, several per incident",
        metric_id="verification_pass_rate",
        parameter=(0.2, 0.9),
        draw=partial(draws.several_shares, extra=3.0, likeness=0.4),
        extra_sizes=(5,),
    ),
    Kind(
        key="ratio",
        text="ratio",
        metric_id="evidence_link_coverage",
        parameter=(0.2, 0.9),
        draw=partial(draws.ratios, extra=4.0, likeness=0.3),
        extra_sizes=(5,),
    ),
    Kind(
        key="ratio_of_many",
        text="ratio, some twenty items per incident",
        metric_id="duplicate_effort_ratio",
        parameter=(0.3, 0.7),
        draw=partial(draws.ratios, extra=20.0, likeness=0.15),
        sizes=(),
        extra_sizes=(5,),
    ),
    Kind(
        key="mean_hours",
        text="mean of hours, gamma",
        metric_id="responder_hours",
        parameter=(1.0, 6.0),
        draw=partial(draws.hours, spread=0.8),
        extra_sizes=(5,),
    ),
    Kind(
        key="mean_several",
        text="mean, several per incident",
        metric_id="cadence_delay",
        parameter=(5.0, 30.0),
        draw=_hours_alike,
    ),
    Kind(
        key="mean_count",
        text="mean of a skewed count",
        metric_id="handoff_count",
        parameter=(0.5, 3.0),
        draw=partial(draws.counts, spread=0.6),
    ),
    Kind(
        key="mean_rare_count",
        text="mean of a rare count",
        metric_id="missing_update_escalations",
        parameter=(0.04, 0.1),
        draw=partial(draws.counts, spread=0.0),
        sizes=(),
        extra_sizes=(30, 100),
    ),
    Kind(
        key="median",
        text="median of durations",
        metric_id="time_to_mitigate",
        parameter=(3.0, 5.0),
        draw=partial(draws.minutes, spread=SPREAD),
        truth=np.expm1,
    ),
    Kind(
        key="p90",
        text="p90 of durations",
        metric_id="time_to_mitigate",
        parameter=(3.0, 5.0),
        draw=partial(draws.minutes, spread=SPREAD),
        truth=lambda location: np.expm1(location + NORMAL_P90 * SPREAD),
        columns=("p90_low", "p90_high"),
    ),
    Kind(
        key="median_several",
        text="median, several per incident",
        metric_id="rollback_time",
        parameter=(3.0, 5.0),
        draw=_minutes_alike,
        truth=np.expm1,
    ),
    Kind(
        key="p90_several",
        text="p90, several per incident",
        metric_id="rollback_time",
        parameter=(3.0, 5.0),
        draw=_minutes_alike,
        truth=lambda location: np.expm1(location + NORMAL_P90 * ALIKE),
        columns=("p90_low", "p90_high"),
    ),
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
        """One line per kind."""
        return tuple(
            Line(
                key=kind.key,
                text=kind.text,
                low=0.86,
                high=0.96,
                is_extra=self.size in kind.extra_sizes,
            )
            for kind in KINDS
            if self.size in kind.sizes + kind.extra_sizes
        )

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
        wanted = {line.key for line in self.lines}
        kinds = [kind for kind in KINDS if kind.key in wanted]
        by_metric = {kind.metric_id: kind for kind in kinds}
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
        return _covered(sql, kinds, parameters, labels)


def _covered(
    sql: ProjectSql,
    kinds: list[Kind],
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
        above = truth >= np.ma.filled(found["low"], -np.inf)
        below = truth <= np.ma.filled(found["high"], np.inf)
        hits = above & below & ~found["is_missing"]
        outcome[kind.key] = [(float(hit), 1) for hit in hits]
    return outcome
