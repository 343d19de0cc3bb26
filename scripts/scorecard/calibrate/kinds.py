"""Metrics that stand for their kinds in single cells, each with its true figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from scorecard.calibrate import draws
from scorecard.calibrate.tables import Floats, Integers, Observations

NORMAL_P90 = 1.2815515655446004
"""The standard normal quantile of 0.9."""

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
        most_above: the greatest share of true figures above their interval, if that
            is watched: a rank that is half an observation off moves both ends.
        least_below: the least share below, if that is watched: an interval that is
            not skewed as the data are misses on one side alone.
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
    most_above: float | None = None
    least_below: float | None = None


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
        draw=partial(draws.ratios, extra=4.0, likeness=0.2, unevenness=0.8),
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
        extra_sizes=(5,),
        least_below=0.02,
    ),
    Kind(
        key="mean_rare_count",
        text="mean of a rare count",
        metric_id="missing_update_escalations",
        parameter=(0.055, 0.09),
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
        most_above=0.07,
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
