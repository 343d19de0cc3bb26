"""Shares by row and month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from scorecard.report.charts.svg import MONTH_LABEL, Spec, draw


@dataclass(frozen=True)
class Cell:
    """A cell of a grid; no share means that nothing was expected."""

    row: str
    column: str
    share: float | None


def grid(cells: Sequence[Cell], label: str, *, width: int = 640) -> Markup:
    """Draw shares as a grid; what is zero is an empty frame, unknown is nothing."""
    rows = list(dict.fromkeys(cell.row for cell in cells))
    columns = sorted({cell.column for cell in cells})
    step = max(1, -(-len(columns) // 7))
    spec: Spec = {
        "width": width,
        "height": {"step": 16},
        "data": {
            "values": [
                {"r": c.row, "c": c.column, "s": c.share}
                for c in cells
                if c.share is not None
            ]
        },
        "mark": {"type": "rect", "strokeWidth": 1, "stroke": "var(--grid)"},
        "encoding": {
            "x": {
                "field": "c",
                "type": "ordinal",
                "sort": columns,
                "title": None,
                "scale": {"paddingInner": 0.12},
                "axis": {
                    "values": columns[::step],
                    "labelExpr": MONTH_LABEL,
                    "labelFontSize": 10,
                    "labelAngle": 0,
                    "ticks": False,
                    "domain": False,
                    "labelAlign": "left",
                    "labelBound": True,
                },
            },
            "y": {
                "field": "r",
                "type": "nominal",
                "sort": rows,
                "title": None,
                "scale": {"paddingInner": 0.2, "domain": rows},
                "axis": {
                    "labelFontSize": 10,
                    "labelLimit": 220,
                    "ticks": False,
                    "domain": False,
                },
            },
            "fill": {
                "condition": {"test": "datum.s > 0", "value": "var(--now)"},
                "value": "var(--surface)",
            },
            "fillOpacity": {
                "condition": {
                    "test": "datum.s > 0",
                    "field": "s",
                    "type": "quantitative",
                    "scale": {"domain": [0, 1], "range": [0.15, 1]},
                    "legend": None,
                },
                "value": 1,
            },
        },
    }
    return draw(spec, label, "grid")
