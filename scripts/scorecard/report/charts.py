"""Charts as SVG, drawn while the page is written: a page ships no chart library.

Vega-Lite specifications go in, plain shapes come out. Colours are CSS variables, so
one drawing serves light, dark and print.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import vl_convert
from markupsafe import Markup, escape

VEGA_LITE = "6.4"
FONT = "DejaVu Sans, Arial, sans-serif"
"""What Vega measures text in: wide, so that labels fit in any font of the reader."""

Spec = dict[str, Any]


@dataclass(frozen=True)
class Point:
    """A month of a trend, already in the unit that is shown."""

    month: date
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Window:
    """A window that a trend shades; its end is exclusive."""

    name: str
    start: date
    end: date
    value: float | None


@dataclass(frozen=True)
class Mark:
    """A day that a trend draws as a line."""

    day: date
    is_boundary: bool


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


@dataclass(frozen=True)
class Cell:
    """A cell of a grid; no share means that nothing was expected."""

    row: str
    column: str
    share: float | None


def trend(
    points: Sequence[Point],
    windows: Sequence[Window],
    marks: Sequence[Mark],
    label: str,
    *,
    width: int = 300,
    height: int = 74,
) -> Markup:
    """Draw a monthly trend with its interval, the windows and what happened."""
    first, last = points[0].month, next_month(points[-1].month)
    low, high = _domain(points, windows)
    values = [
        {
            "x": _ms(point.month + timedelta(days=14)),
            "v": point.value,
            "lo": _within(point.low, low, high),
            "hi": _within(point.high, low, high),
            "sure": point.low is not None or point.high is not None,
        }
        for point in points
    ]
    shades = [
        {
            "x": _ms(max(window.start, first)),
            "x2": _ms(min(window.end, last)),
            "name": window.name,
            "v": window.value,
        }
        for window in windows
        if window.start < last and window.end > first
    ]
    lines = [
        {"x": _ms(mark.day), "boundary": mark.is_boundary}
        for mark in marks
        if first <= mark.day < last
    ]
    months = len(points)
    layers: list[Spec] = [
        {
            "data": {"values": shades},
            "mark": {"type": "rect"},
            "encoding": {
                "x2": {"field": "x2"},
                "y": {"value": 0},
                "y2": {"value": height},
                "fill": _when("datum.name == 'baseline'", "--shade", "--shade-now"),
            },
        },
        {
            "transform": [{"filter": "isValid(datum.lo) && isValid(datum.hi)"}],
            "data": {"values": _runs(values)},
            "mark": {"type": "area", "fill": "var(--band)"},
            "encoding": {
                "y": _y("lo", low, high),
                "y2": {"field": "hi"},
                "detail": {"field": "run", "type": "nominal"},
            },
        },
        {
            "data": {"values": [s for s in shades if s["name"] == "baseline"]},
            "transform": [{"filter": "isValid(datum.v)"}],
            "mark": {
                "type": "rule",
                "stroke": "var(--reference)",
                "strokeDash": [3, 3],
            },
            "encoding": {"x": _x(first, last), "x2": {"value": width}, "y": _y("v")},
        },
        {
            "data": {"values": lines},
            "mark": {"type": "rule"},
            "encoding": {
                "y": {"value": 0},
                "y2": {"value": height},
                "stroke": _when("datum.boundary", "--boundary", "--activation"),
                "strokeDash": {
                    "condition": {"test": "datum.boundary", "value": [1, 0]},
                    "value": [2, 2],
                },
            },
        },
        {
            "data": {"values": values},
            "mark": {
                "type": "line",
                "stroke": "var(--line)",
                "strokeWidth": 1.6,
                "invalid": "break-paths-show-domains",
            },
            "encoding": {"y": _y("v")},
        },
    ]
    if months <= 36:
        layers.append(
            {
                "data": {"values": [v for v in values if v["v"] is not None]},
                "mark": {
                    "type": "point",
                    "size": 15,
                    "stroke": "var(--line)",
                    "strokeWidth": 1.2,
                    "opacity": 1,
                },
                "encoding": {
                    "y": _y("v"),
                    "fill": _when("datum.sure", "--line", "--surface"),
                },
            }
        )
    spec: Spec = {
        "width": width,
        "height": height,
        "encoding": {"x": _x(first, last), "y": _y("v", low, high)},
        "layer": [layer for layer in layers if layer["data"]["values"]],
    }
    return _svg(spec, label, "trend")


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
        "axis": {"labelLimit": 150, "ticks": False, "domain": False},
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
                    "fill": _when("datum.window == 'baseline'", "--then", "--now"),
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
    return _svg(spec, label, "strips")


def grid(cells: Sequence[Cell], label: str, *, width: int = 420) -> Markup:
    """Draw shares as a grid; what is zero is an empty frame, unknown is nothing."""
    rows = list(dict.fromkeys(cell.row for cell in cells))
    columns = sorted({cell.column for cell in cells})
    step = max(1, -(-len(columns) // 7))
    spec: Spec = {
        "width": width,
        "height": {"step": 15},
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
                "axis": {"labelLimit": 220, "ticks": False, "domain": False},
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
    return _svg(spec, label, "grid")


_TIMES = [1, 5, 15, 60, 240, 1440, 10080, 43200, 525600]
_TIME_LABELS = (
    "datum.value < 60 ? datum.value + ' min' : datum.value < 1440"
    " ? datum.value / 60 + ' h' : datum.value < 525600"
    " ? datum.value / 1440 + ' d' : datum.value / 525600 + ' y'"
)

_CONFIG: Spec = {
    "background": None,
    "font": FONT,
    "aria": False,
    "view": {"stroke": None},
    "axis": {
        "labelColor": "var(--muted)",
        "labelFontSize": 10,
        "tickColor": "var(--axis)",
        "domainColor": "var(--axis)",
        "tickSize": 3,
        "grid": False,
    },
    "axisY": {"domain": False, "ticks": False, "labelPadding": 4},
}

_ATTRIBUTES = re.compile(
    r" (?:role|aria-[a-z]+|xmlns:xlink|version|pointer-events|stroke-miterlimit"
    r'|font-family)="[^"]*"'
)
_EMPTY_BACKGROUND = re.compile(r'<path class="(?:background|foreground)"[^>]*/>')
_CLASS = re.compile(r' class="[^"]*"')
_SIZE = re.compile(r'<svg xmlns="[^"]*" width="([\d.]+)" height="([\d.]+)"')
_LONG = re.compile(r"(\d+\.\d\d)\d+")


def _svg(spec: Spec, label: str, kind: str) -> Markup:
    """Draw a specification; the label is what a screen reader says."""
    drawn = vl_convert.vegalite_to_svg(
        {"config": _CONFIG, "padding": 2, **spec}, vl_version=VEGA_LITE
    )
    # a page says for itself what a chart is; Vega's roles are for its own runtime
    for pattern in (_ATTRIBUTES, _EMPTY_BACKGROUND, _CLASS):
        drawn = pattern.sub("", drawn)
    drawn = _LONG.sub(r"\1", drawn)
    size = _SIZE.search(drawn)
    if size is None:
        raise ValueError("the chart library answered without a size")
    start = drawn.index(">")
    width = size.group(1)
    view = f"0 0 {width} {size.group(2)}"
    # drawn here from figures and plain texts, which Vega escapes
    return Markup(  # noqa: S704
        f'<svg class="chart {kind}" role="img" aria-label="{escape(label)}"'
        f' viewBox="{view}" style="--natural:{width}px">{drawn[start + 1 :]}'
    )


def _x(first: date, last: date) -> Spec:
    ticks = _ticks(first, last)
    return {
        "field": "x",
        "type": "temporal",
        "scale": {"type": "utc", "domain": [_ms(first), _ms(last)], "nice": False},
        "axis": {
            "values": [_ms(tick) for tick in ticks],
            "labelExpr": (
                "utcmonth(datum.value) == 0"
                " ? utcFormat(datum.value, '%Y') : utcFormat(datum.value, '%b')"
            ),
            "labelAlign": "center",
            "labelFlush": False,
            "labelOverlap": True,
        },
        "title": None,
    }


def _y(field: str, low: float | None = None, high: float | None = None) -> Spec:
    encoding: Spec = {"field": field, "type": "quantitative", "title": None}
    if low is not None:
        encoding["scale"] = {"domain": [low, high], "nice": 3, "zero": False}
        encoding["axis"] = {"tickCount": 3}
    return encoding


def _when(test: str, then: str, otherwise: str) -> Spec:
    return {
        "condition": {"test": test, "value": f"var({then})"},
        "value": f"var({otherwise})",
    }


def _runs(values: list[Spec]) -> list[Spec]:
    """Number the unbroken stretches, so that a band does not span a gap."""
    run, numbered = 0, []
    for value in values:
        if value["lo"] is None or value["hi"] is None:
            run += 1
        numbered.append({**value, "run": run})
    return numbered


def _domain(points: Sequence[Point], windows: Sequence[Window]) -> tuple[float, float]:
    """Return what the y axis spans: all values, and intervals as far as they help."""
    values = [p.value for p in points if p.value is not None]
    values += [w.value for w in windows if w.value is not None]
    least, most = min(values), max(values)
    room = max(most - least, 0.1 * abs(most), 1e-9)
    lows = [p.low for p in points if p.low is not None]
    highs = [p.high for p in points if p.high is not None]
    low = max(min(lows, default=least), least - room)
    high = min(max(highs, default=most), most + room)
    low, high = min(low, least), max(high, most)
    if low == high:
        low, high = low - room, high + room
    return (max(low, 0.0) if least >= 0 else low), high


def _within(value: float | None, low: float, high: float) -> float | None:
    return None if value is None else min(max(value, low), high)


def _ticks(first: date, last: date) -> list[date]:
    months = (last.year - first.year) * 12 + last.month - first.month
    if months <= 24:
        step = 3 if months > 8 else 1
        starts = (
            date(year, month, 1)
            for year in range(first.year, last.year + 1)
            for month in range(1, 13, step)
        )
    else:
        step = -(-months // (12 * 7))
        starts = (date(year, 1, 1) for year in range(first.year, last.year + 1, step))
    return [start for start in starts if first <= start < last]


def next_month(day: date) -> date:
    """Return the first day of the month after a day's."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _ms(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp() * 1000)
