"""Comparisons of a simulated company: false alarms, and planted effects found.

A replicate is one company's year.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from scorecard.calibrate.company import TRUTHS, Company
from scorecard.calibrate.lines import Hits, Line, Outcome
from scorecard.calibrate.measured import KINDS
from scorecard.calibrate.project_sql import ProjectSql
from scorecard.calibrate.tables import STAND_INS

CLAIMS = ("improved", "regressed", "changed")
KIND_NAMES = ("proportion", "ratio", "mean", "duration", "rate")
FEW = (3, 5)
"""Incidents per window of the rows in which Student's t differs from the normal."""
SOME = (10, 20)
"""Of rows that have a verdict, and so few incidents a month that no design effect
makes their margin wide: a margin that is too narrow has nothing to hide behind."""

ROWS = """
    select
        verdicts.metric_id,
        verdicts.comparison,
        verdicts.family,
        cells.segment,
        verdicts.change_low,
        verdicts.change_high,
        coalesce(verdicts.p_value <= 0.1, false) as is_significant,
        verdicts.p_value is not null as has_p,
        verdicts.verdict,
        verdicts.n_baseline,
        verdicts.n_current
    from {comparison_verdicts} as verdicts
    inner join {segment_cells} as cells using (segment_cell_id)
    where
        verdicts.comparison in ('standardised', 'treated_vs_control')
        and cells.segment = 'all'
        or verdicts.comparison = 'before_after'
        and cells.segment = 'severity_incident_class_service_tier'
"""


@dataclass(frozen=True)
class NoEffect:
    """Nothing has changed: whatever is found is a false alarm."""

    name: str
    title: str
    company: Company
    most_headlines: float
    watches_few: bool = False

    wanted = ("comparison_verdicts",)
    stand_ins = STAND_INS
    per_job = 1
    multiple = 1

    @property
    def lines(self) -> tuple[Line, ...]:
        """False alarms by kind, in headline verdicts, against a control."""
        lines = [
            Line(
                key=f"p_{kind}", text=f"{kind}: p <= .10, standardised, all", high=0.12
            )
            for kind in KIND_NAMES
        ]
        lines += [
            Line(
                key="headline",
                text="any headline verdict in a year, standardised",
                high=self.most_headlines,
            ),
            Line(
                key="headline_control",
                text="any headline verdict, treated vs control",
                high=self.most_headlines,
            ),
            Line(
                key="p_control",
                text="p <= .10, treated vs control",
                high=0.12,
            ),
        ]
        if self.watches_few:
            few = "{} to {} incidents".format(*FEW)
            lines += [
                Line(
                    key="p_few",
                    text=f"p <= .10, rows of {few}",
                    high=0.12,
                    is_extra=True,
                ),
                Line(
                    key="interval_few",
                    text=f"no change inside, rows of {few}",
                    low=0.90,
                    is_extra=True,
                ),
            ]
            lines += [
                Line(
                    key=f"interval_some_{kind}",
                    text=f"{kind}: no change inside, rows of {SOME[0]} to {SOME[1]}",
                    low=0.86,
                    high=0.96,
                    is_extra=True,
                )
                for kind in KIND_NAMES
                if kind != "rate"
            ]
        return tuple(lines)

    def measure(self, sql: ProjectSql, rng: np.random.Generator) -> Outcome:
        """Simulate a year and count its false alarms."""
        sql.run(self.company.simulate(rng).tables())
        rows = sql.rows(ROWS)
        kind = np.array([KINDS[metric_id] for metric_id in rows["metric_id"]])
        standardised = rows["comparison"] == "standardised"
        control = rows["comparison"] == "treated_vs_control"
        claims = np.isin(rows["verdict"], CLAIMS) & (rows["family"] == "headline")
        outcome = {
            f"p_{name}": [_share(rows["is_significant"], standardised & (kind == name))]
            for name in KIND_NAMES
        }
        outcome["headline"] = [(float((claims & standardised).any()), 1)]
        outcome["headline_control"] = [(float((claims & control).any()), 1)]
        outcome["p_control"] = [_share(rows["is_significant"], control)]
        if self.watches_few:
            holds = _holds(rows, np.zeros(len(kind)))
            few = _between(rows, FEW) & np.isin(kind, ("mean", "duration"))
            outcome["p_few"] = [_share(rows["is_significant"], few)]
            outcome["interval_few"] = [_share(holds, few)]
            some = _between(rows, SOME)
            outcome |= {
                f"interval_some_{name}": [_share(holds, some & (kind == name))]
                for name in KIND_NAMES
                if name != "rate"
            }
        return outcome


@dataclass(frozen=True)
class Planted:
    """Where AI came, things changed by a known amount; elsewhere they did not."""

    name: str
    title: str
    company: Company
    most: float | None

    wanted = ("comparison_verdicts",)
    stand_ins = STAND_INS
    per_job = 1
    multiple = 1

    @property
    def lines(self) -> tuple[Line, ...]:
        """One line per kind that has a treated_vs_control."""
        return tuple(
            Line(
                key=f"planted_{kind}",
                text=f"{kind}: effect inside its interval",
                low=0.86,
                high=self.most,
            )
            for kind in KIND_NAMES
            if kind != "rate"
        )

    def measure(self, sql: ProjectSql, rng: np.random.Generator) -> Outcome:
        """Simulate a year and look up the planted effects."""
        sql.run(self.company.simulate(rng).tables())
        rows = sql.rows(ROWS)
        kind = np.array([KINDS[metric_id] for metric_id in rows["metric_id"]])
        control = rows["comparison"] == "treated_vs_control"
        truth = np.array([TRUTHS.get(name, np.nan) for name in rows["metric_id"]])
        held = _holds(rows, truth)
        return {
            line.key: [
                _share(held, control & (line.key == np.char.add("planted_", kind)))
            ]
            for line in self.lines
        }


def _between(rows: dict[str, Any], sizes: tuple[int, int]) -> Any:
    # single cells, each compared as a whole
    return (
        (rows["comparison"] == "before_after")
        & (np.minimum(rows["n_baseline"], rows["n_current"]) >= sizes[0])
        & (np.maximum(rows["n_baseline"], rows["n_current"]) <= sizes[1])
    )


def _share(hits: Any, among: Any) -> Hits:
    return float((hits & among).sum()), int(among.sum())


def _holds(rows: dict[str, Any], truth: Any) -> Any:
    low = np.ma.filled(rows["change_low"], np.nan)
    high = np.ma.filled(rows["change_high"], np.nan)
    return (low <= truth) & (truth <= high)
