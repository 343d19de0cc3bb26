"""Ranges by month, with zero among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from scorecard.report.charts.svg import MONTH_LABEL, Spec, draw


@dataclass(frozen=True)
class Range:
    """A month's range; without ends there is no figure."""

    month: str
    low: float | None
    high: float | None


def ranges(
    months: Sequence[Range], label: str, *, width: int = 210, height: int = 64
) -> Markup:
    """Draw a bar from low to high for each month; full where zero is not in it."""
    known = [
        {
            "m": each.month,
            "lo": each.low,
            "hi": each.high,
            "sure": each.low > 0 or each.high < 0,
        }
        for each in months
        if each.low is not None and each.high is not None
    ]
    order = [each.month for each in months]
    step = max(1, -(-len(order) // 4))
    x: Spec = {
        "field": "m",
        "type": "ordinal",
        "scale": {"domain": order, "paddingInner": 0.35, "paddingOuter": 0.2},
        "axis": {
            "values": order[::step],
            "labelExpr": MONTH_LABEL,
            "labelAngle": 0,
            "labelOverlap": True,
        },
        "title": None,
    }
    ends = [0.0]
    for each in months:
        ends += [end for end in (each.low, each.high) if end is not None]
    y: Spec = {
        "field": "lo",
        "type": "quantitative",
        "scale": {"domain": [min(ends), max(ends)], "nice": 3},
        "axis": {"tickCount": 3, "format": "~s"},
        "title": None,
    }
    spec: Spec = {
        "width": width,
        "height": height,
        "encoding": {"x": x},
        "layer": [
            {
                "data": {"values": [{"zero": 0}]},
                "mark": {"type": "rule", "stroke": "var(--axis)"},
                "encoding": {
                    "x": {"value": 0},
                    "x2": {"value": width},
                    "y": {**y, "field": "zero"},
                },
            },
            {
                "data": {"values": known},
                "mark": {"type": "bar", "strokeWidth": 1, "stroke": "var(--now)"},
                "encoding": {
                    "y": y,
                    "y2": {"field": "hi"},
                    "fill": {
                        "condition": {"test": "datum.sure", "value": "var(--now)"},
                        "value": "var(--surface)",
                    },
                },
            },
        ],
    }
    return draw(spec, label, "ranges")
