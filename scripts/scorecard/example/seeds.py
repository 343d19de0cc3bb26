"""Writes the configuration that goes with an export."""

from __future__ import annotations

import csv
from pathlib import Path

from scorecard.example.prices import tables
from scorecard.example.timeline import Timeline

VARS = """\
# Thresholds of the example company; what is not named keeps its default.
refresh_target_minutes: 15
cadence_tolerance_minutes: 5
repeat_window_days: 90
confidence_level: 0.90
reporting_timezone: UTC
currency: USD
"""


def write_config(folder: Path, *, months: int = 18) -> None:
    """Write activation, boundaries, costs and vars for an export of `months`.

    Raises ValueError when `months` is out of range.
    """
    timeline = Timeline(months)
    folder.mkdir(parents=True, exist_ok=True)
    _write_csv(
        folder / "ai_activation.csv",
        ["incident_class", "service_tier", "activated_on"],
        [[cls, tier, day.isoformat()] for cls, tier, day in timeline.activation],
    )
    _write_csv(
        folder / "boundaries.csv",
        ["occurred_on", "kind", "description"],
        [
            [b.occurred_on.isoformat(), b.kind, b.description]
            for b in timeline.boundaries
        ],
    )
    for seed, (header, rows) in tables(timeline):
        _write_csv(folder / f"{seed}.csv", header.split(","), rows)
    (folder / "vars.yml").write_text(VARS, encoding="utf-8")


def _write_csv(path: Path, header: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows([header, *rows])
