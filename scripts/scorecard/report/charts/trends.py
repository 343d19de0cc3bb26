"""A metric by month, with its interval, the windows and what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from markupsafe import Markup

from scorecard.report.charts.svg import Spec, draw, when


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


def trend(
    points: Sequence[Point],
    windows: Sequence[Window],
    marks: Sequence[Mark],
    label: str,
    *,
    width: int = 220,
    height: int = 58,
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
                "fill": when("datum.name == 'baseline'", "--shade", "--shade-now"),
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
                "stroke": when("datum.boundary", "--boundary", "--activation"),
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
                "strokeWidth": 1.4,
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
                    "size": 10,
                    "stroke": "var(--line)",
                    "strokeWidth": 1,
                    "opacity": 1,
                },
                "encoding": {
                    "y": _y("v"),
                    "fill": when("datum.sure", "--line", "--surface"),
                },
            }
        )
    spec: Spec = {
        "width": width,
        "height": height,
        "encoding": {"x": _x(first, last), "y": _y("v", low, high)},
        "layer": [layer for layer in layers if layer["data"]["values"]],
    }
    return draw(spec, label, "trend")


def next_month(day: date) -> date:
    """Return the first day of the month after a day's."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


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
    if not values:
        return 0.0, 1.0
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


def _ms(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp() * 1000)
