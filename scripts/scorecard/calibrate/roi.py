"""Ranges of money and hours: do they hold what was really saved?

A replicate is a company's nine months, in which AI becomes active for half of the
classes and shortens their incidents by a factor that is the truth. What an incident
would have taken without it is known here, and nowhere in the data.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scorecard.calibrate.lines import Hits, Line, Outcome
from scorecard.calibrate.project_sql import ProjectSql
from scorecard.calibrate.roi_company import EXTRA_STAND_INS, Company, simulate
from scorecard.calibrate.tables import STAND_INS

FALL = 0.85
"""What is left of everybody's minutes when they fall by themselves."""

RANGES = """
    select bucket, quantity_low, quantity_high, cost_low, cost_high
    from {roi_bucket_ranges}
    where period_name = 'current'
"""
CLAIMED = """
    select distinct applied.measure, cast(applied.incident_id as bigint) as incident
    from {roi_applied_incidents} as applied
    inner join {roi_rows} as ledger using (roi_row_id)
    inner join {roi_sums} as sums using (roi_row_id)
    where ledger.period_name = 'current'
"""


@dataclass(frozen=True)
class Roi:
    """Ranges of avoided downtime, in money, and of responder hours."""

    name: str
    title: str
    sizes: tuple[int, ...]
    has_effect: bool

    wanted = ("roi_bucket_ranges", "roi_applied_incidents", "roi_sums")
    stand_ins = STAND_INS + EXTRA_STAND_INS
    per_job = 1
    multiple = 1

    @property
    def lines(self) -> tuple[Line, ...]:
        """For each size, with and without a trend."""
        holds = "holds the truth" if self.has_effect else "holds zero"
        claims = "claims too much" if self.has_effect else "claims a saving"
        lines = []
        for size in self.sizes:
            for trend, words in ((1.0, ""), (FALL, ", fall")):
                about = f"{size:,}{words}"
                for key, what, is_extra in (
                    ("cost", "avoided cost", False),
                    ("hours", "responder hours", True),
                ):
                    place = _key(key, size, trend)
                    lines += [
                        Line(
                            key=place,
                            text=f"{what} {holds}, {about}",
                            low=0.90,
                            is_extra=is_extra,
                        ),
                        Line(
                            key=f"{place}_over",
                            text=f"{what} {claims}, {about}",
                            high=0.03 if not is_extra else 0.05,
                            is_extra=is_extra,
                        ),
                    ]
        return tuple(lines)

    def measure(self, sql: ProjectSql, rng: np.random.Generator) -> Outcome:
        """Simulate a company of each size, with and without a trend."""
        outcome: Outcome = {}
        for size in self.sizes:
            for trend in (1.0, FALL):
                effect = rng.uniform(0.5, 1.0) if self.has_effect else 1.0
                company = simulate(rng, size, effect=effect, trend=trend)
                sql.run(company.tables)
                for key, (holds, claims) in _judged(sql, company).items():
                    place = _key(key, size, trend)
                    outcome[place], outcome[f"{place}_over"] = [holds], [claims]
        return outcome


def _key(what: str, size: int, trend: float) -> str:
    return f"{what}_{size}" + ("" if trend == 1.0 else "_fall")


def _judged(sql: ProjectSql, company: Company) -> dict[str, tuple[Hits, Hits]]:
    claimed = sql.rows(CLAIMED)
    ranges = sql.rows(RANGES)
    judged = {}
    for key, measure, bucket, columns, truth in (
        (
            "cost",
            "time_to_mitigate",
            "avoided_downtime",
            ("cost_low", "cost_high"),
            company.downtime * company.cost,
        ),
        (
            "hours",
            "responder_time",
            "reclaimed_time",
            ("quantity_low", "quantity_high"),
            company.hours,
        ),
    ):
        row = np.flatnonzero(ranges["bucket"] == bucket)
        if not len(row):
            # a ledger without a range claims nothing that could be wrong
            judged[key] = ((0.0, 0), (0.0, 0))
            continue
        low, high = (float(ranges[column][row[0]]) for column in columns)
        incidents = claimed["incident"][claimed["measure"] == measure]
        true = float(truth[incidents].sum())
        judged[key] = ((float(low <= true <= high), 1), (float(low > true), 1))
    return judged
