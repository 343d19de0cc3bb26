"""Counts what was found where there is nothing to find."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median

from rich.table import Table

from scorecard.placebo.designs import Cut
from scorecard.placebo.rerun import Row

CLAIMS = {"improved", "regressed", "changed"}


@dataclass
class Tally:
    """All designs of one cut, one way of dealing and one metric.

    Attributes:
        designs: rows that have a p-value.
        low_p: of these, p_value of 0.10 or less.
        claims: verdicts that claim a change.
    """

    designs: int = 0
    low_p: int = 0
    claims: int = 0
    least_n: list[int] = field(default_factory=list)
    changes: list[float] = field(default_factory=list)
    design_effects: list[float] = field(default_factory=list)
    detectable: list[float] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Count a row; one without a p-value has nothing to count."""
        if row.p_value is None or row.change is None:
            return
        self.designs += 1
        self.low_p += row.p_value <= 0.10
        self.claims += row.verdict in CLAIMS
        self.least_n.append(min(n for n in row.n if n is not None))
        self.changes.append(row.change)
        self.design_effects.append(row.design_effect)
        if row.smallest_detectable_change is not None:
            self.detectable.append(row.smallest_detectable_change)


@dataclass(frozen=True)
class Found:
    """A design's rows, and how its labels were dealt."""

    cut: Cut
    dealt: str
    rows: tuple[Row, ...]


Key = tuple[str, str, str, str]
"""Comparison, metric, how labels were dealt, cut."""


def tallies(found: Iterable[Found]) -> dict[Key, Tally]:
    """Count by comparison, metric, way of dealing and cut.

    What cannot move is left out: severity is what is standardised for, so its shares
    do not change like for like.
    """
    counted: dict[Key, Tally] = {}
    for one in found:
        for row in one.rows:
            if row.metric_id != "sev1_share":
                key = (row.comparison, row.metric_id, one.dealt, str(one.cut))
                counted.setdefault(key, Tally()).add(row)
    return {key: tally for key, tally in sorted(counted.items()) if tally.designs}


def table(counted: dict[Key, Tally]) -> Table:
    """Return a table for people; medians over the designs."""
    shown = Table("comparison", "metric", "arms of", "cut", title="false findings")
    for name in ("designs", "p <= .10", "verdicts", "least n", "deff", "change", "sdc"):
        shown.add_column(name, justify="right")
    for key, tally in counted.items():
        shown.add_row(
            *key,
            str(tally.designs),
            str(tally.low_p),
            str(tally.claims),
            str(min(tally.least_n)),
            f"{median(tally.design_effects):,.1f}",
            f"{median(tally.changes):+.2f}",
            f"{median(tally.detectable):.2f}",
        )
    return shown
