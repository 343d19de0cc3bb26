"""The labels of a segment, and the way to its incidents."""

from __future__ import annotations

from scorecard.report.cells import Cell, Column, incidents_link
from scorecard.report.formatting import words
from scorecard.report.marts import Row

ALL = "All"

LABEL_COLUMNS = (
    Column("Severity", filters=True),
    Column("Class", filters=True),
    Column("Tier", filters=True),
)


def labels(row: Row) -> list[Cell]:
    """Return severity, class and tier as cells."""
    return [
        ALL if row[name] == "all" else words(row[name])
        for name in ("severity", "incident_class", "service_tier")
    ]


def segment_link(metric_id: str, row: Row, window: str) -> str:
    """Return the address of a segment's incidents in a window."""
    return incidents_link(
        metric_id,
        window=window,
        severity=row["severity"],
        incident_class=row["incident_class"],
        service_tier=row["service_tier"],
    )
