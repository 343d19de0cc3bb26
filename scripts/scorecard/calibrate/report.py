"""What people and machines read of a calibration."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.table import Table

from scorecard.calibrate.lines import Figure
from scorecard.calibrate.run import Result

EXTRA = "*"


def missed(results: Sequence[Result]) -> list[Figure]:
    """Return the figures that miss their target."""
    return [one for result in results for one in result.figures if not one.met()]


def tables(results: Sequence[Result]) -> list[Table]:
    """Return one table per scenario."""
    return [_table(result) for result in results]


def as_json(results: Sequence[Result]) -> list[dict[str, Any]]:
    """Return every figure, unrounded."""
    return [
        {
            "scenario": result.scenario.name,
            "title": result.scenario.title,
            "lines": [
                {
                    "line": one.line.key,
                    "text": one.line.text,
                    "share": one.share,
                    "standard_error": one.error,
                    "trials": one.trials,
                    "replicates": one.replicates,
                    "low": one.line.low,
                    "high": one.line.high,
                    "is_extra": one.line.is_extra,
                    "met": one.met(),
                }
                for one in result.figures
            ],
        }
        for result in results
    ]


def _table(result: Result) -> Table:
    scenario = result.scenario
    table = Table(
        title=f"{scenario.title} ({scenario.name})",
        title_justify="left",
        min_width=98,
    )
    table.add_column("line", ratio=1)
    for header in ("share", "error", "trials"):
        table.add_column(header, justify="right")
    table.add_column("target", no_wrap=True)
    table.add_column("met")
    for one in result.figures:
        table.add_row(
            one.line.text,
            f"{one.share:.3f}",
            f"{one.error:.3f}",
            f"{one.trials:,}",
            one.line.target + (EXTRA if one.line.is_extra else ""),
            "yes" if one.met() else "[bold red]NO[/]",
        )
    return table
