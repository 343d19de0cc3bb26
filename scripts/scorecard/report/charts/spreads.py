"""How durations spread, segment by segment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from scorecard.report.charts.svg import Spec, draw, when

_TIMES = [1, 5, 15, 60, 240, 1440, 10080, 43200, 525600]
_TIME_LABELS = (
    "datum.value < 60 ? datum.value + ' min' : datum.value < 1440"
    " ? datum.value / 60 + ' h' : datum.value < 525600"
    " ? datum.value / 1440 + ' d' : datum.value / 525600 + ' y'"
)


@dataclass(frozen=True)
class Strip:
    """A row of a distribution: how incidents spread, with the mart's median and p90.

    Attributes:
        label: the segment.
        window: baseline or current.
        n: observations.
        bins: (from, to, count), ascending.
    """

    label: str
    window: str
    n: int
    bins: Sequence[tuple[float, float, int]]
    median: float | None
    p90: float | None


def strips(rows: Sequence[Strip], label: str, *, width: int = 560) -> Markup:
    """Draw how durations spread in each segment, baseline above current.

    The deeper the colour, the more of the row's incidents are there. Lines mark the
    median, triangles p90, both as in the mart.
    """
    rects, ticks, counts = [], [], []
    for row in rows:
        most = max((n for _, _, n in row.bins), default=1)
        place = {"row": row.label, "window": row.window}
        rects += [
            {**place, "x": low, "x2": high, "o": 0.12 + 0.88 * n / most}
            for low, high, n in row.bins
            if n
        ]
        ticks.append({**place, "median": row.median, "p90": row.p90})
        counts.append({**place, "n": f"{row.n:,}"})
    largest = max((high for row in rows for _, high, _ in row.bins), default=1.0)
    order = list(dict.fromkeys(row.label for row in rows))
    x: Spec = {
        "type": "quantitative",
        "scale": {"type": "symlog", "constant": 1, "domain": [0, largest]},
        "axis": {
            "values": [t for t in _TIMES if t <= largest],
            "labelExpr": _TIME_LABELS,
            "labelFontSize": 10,
            "grid": True,
            "gridColor": "var(--grid)",
        },
        "title": None,
    }
    y: Spec = {
        "field": "row",
        "type": "nominal",
        "sort": order,
        "title": None,
        "scale": {"paddingInner": 0.3, "paddingOuter": 0.15},
        "axis": {
            "labelFontSize": 10,
            "labelLimit": 150,
            "ticks": False,
            "domain": False,
        },
    }
    offset: Spec = {
        "field": "window",
        "sort": ["baseline", "current"],
        "scale": {"paddingInner": 0.15},
    }
    spec: Spec = {
        "width": width,
        "height": {"step": 13},
        "encoding": {"y": y, "yOffset": offset},
        "layer": [
            {
                "data": {"values": rects},
                "mark": {"type": "rect"},
                "encoding": {
                    "x": {"field": "x", **x},
                    "x2": {"field": "x2"},
                    "fill": when("datum.window == 'baseline'", "--then", "--now"),
                    "opacity": {"field": "o", "type": "quantitative", "scale": None},
                },
            },
            {
                "data": {"values": ticks},
                "transform": [{"filter": "isValid(datum.median)"}],
                "mark": {
                    "type": "tick",
                    "orient": "vertical",
                    "thickness": 2,
                    "fill": "var(--ink)",
                    "opacity": 1,
                },
                "encoding": {"x": {"field": "median", "type": "quantitative"}},
            },
            {
                "data": {"values": ticks},
                "transform": [{"filter": "isValid(datum.p90)"}],
                "mark": {
                    "type": "point",
                    "shape": "triangle-left",
                    "size": 34,
                    "fill": "var(--ink)",
                    "strokeWidth": 0,
                    "opacity": 1,
                },
                "encoding": {"x": {"field": "p90", "type": "quantitative"}},
            },
            {
                "data": {"values": counts},
                "mark": {
                    "type": "text",
                    "align": "right",
                    "dx": 46,
                    "fontSize": 10,
                    "fill": "var(--muted)",
                },
                "encoding": {"x": {"value": width}, "text": {"field": "n"}},
            },
        ],
    }
    return draw(spec, label, "strips")
