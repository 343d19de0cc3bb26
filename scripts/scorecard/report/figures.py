"""A metric as pages show it: trend, both windows, the change and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from markupsafe import Markup

from scorecard.report import charts
from scorecard.report.book import VERDICTS, Book, Metric
from scorecard.report.cells import Fact, fact, incidents_link
from scorecard.report.formatting import MINUS, count, month, plain
from scorecard.report.marts import Row

SHOWN_MONTHS = 36
DIAGNOSTICS = "diagnostics.html"
STATISTIC = {
    "proportion": "share",
    "ratio": "share",
    "duration": "median",
    "mean": "mean",
    "rate": "rate",
}


@dataclass(frozen=True)
class WindowFigure:
    """A metric's figure in one window."""

    name: str
    value: Fact
    interval: Fact
    n: Fact
    incidents: str


@dataclass(frozen=True)
class Change:
    """A comparison's row, as a page shows it."""

    value: Fact
    interval: Fact
    verdict: str
    style: str
    direction: str
    confidence: str
    points: int | None
    completeness: int | None
    is_close: bool
    reason: str
    detectable: Fact | None
    p_adjusted: float | None


@dataclass(frozen=True)
class MetricView:
    """Everything that a page shows of one metric over all incidents."""

    metric: Metric
    statistic: str
    chart: Markup
    chart_note: str
    months: list[dict[str, Any]]
    windows: list[WindowFigure]
    change: Change | None
    control: Change | None
    narrative: str
    why: str
    is_headline: bool


def metric_view(book: Book, metric: Metric) -> MetricView:
    """Return what pages show of a metric that has figures; drawn once for all pages."""
    if metric.id not in book.views:
        book.views[metric.id] = _metric_view(book, metric)
    return cast(MetricView, book.views[metric.id])


def _metric_view(book: Book, metric: Metric) -> MetricView:
    months = _recent(book, book.months[metric.id])
    comparison = book.comparisons.get((metric.id, "standardised"))
    control = book.comparisons.get((metric.id, "treated_vs_control"))
    narrative = book.narratives.get(metric.id, {})
    return MetricView(
        metric=metric,
        statistic=STATISTIC.get(metric.kind, "figure"),
        chart=_trend(book, metric, months),
        chart_note=_chart_note(metric, months, book.months[metric.id]),
        months=[_month(metric, row) for row in months],
        windows=[
            window_figure(metric, row)
            for name in ("baseline", "current")
            if (row := book.window_values.get((metric.id, name)))
        ],
        change=change(metric, comparison),
        control=change(metric, control),
        narrative=book.readable(narrative.get("what_moved")),
        why=book.readable(narrative.get("why")),
        is_headline=metric.id in book.headline_ids,
    )


def _recent(book: Book, months: list[Row]) -> list[Row]:
    """Return the months that a trend shows: the last three years, and the baseline.

    Where the windows lie further back than that, the months around them are shown:
    ten years on one axis would hide both.
    """
    baseline, current = book.windows.get("baseline"), book.windows.get("current")
    last = months[-1]["period_start"]
    if current and (last - current.end).days > 366 * SHOWN_MONTHS // 12:
        last = current.end + timedelta(days=183)
    first = date(last.year - SHOWN_MONTHS // 12, last.month, 1)
    if baseline and baseline.start < last:
        first = min(first, baseline.start - timedelta(days=31))
    near = [row for row in months if first < row["period_start"] <= last]
    return near or months[-SHOWN_MONTHS:]


def _chart_note(metric: Metric, shown: list[Row], known: list[Row]) -> str:
    unit = f"in {metric.unit.label}, " if metric.unit.label else ""
    if metric.unit.label == "per month":
        unit = "per month, "
    note = f"{unit}{_n_range(shown, metric)}"
    first, last = (month(shown[at]["period_name"]) for at in (0, -1))
    if shown[-1] is not known[-1]:
        return f"{note}, {first} to {last}"
    return note if len(shown) == len(known) else f"{note}, since {first}"


def window_figure(metric: Metric, row: Row) -> WindowFigure:
    """Return a figure of metric_values with n and interval."""
    unit = metric.unit
    low, high = row["interval_low"], row["interval_high"]
    return WindowFigure(
        name=row["period_name"],
        value=fact("metric_values", row, "value", unit.figure(row["value"])),
        interval=fact(
            "metric_values", row, "interval_low interval_high", unit.interval(low, high)
        ),
        n=fact("metric_values", row, "n", count(row["n"])),
        incidents=incidents_link(
            metric.id,
            DIAGNOSTICS,
            window=row["period_name"],
            severity=row["severity"],
            incident_class=row["incident_class"],
            service_tier=row["service_tier"],
        ),
    )


def change(metric: Metric, row: Row | None) -> Change | None:
    """Return a comparison with its verdict; None without a change to show.

    Only for like-for-like comparisons: a plain before_after has no verdict to show.
    """
    if row is None or row["comparison"] == "before_after":
        return None
    if row["change"] is None and row["comparison"] != "standardised":
        return None
    unit, scale = metric.unit, row["scale"]
    points = [row[f"points_{p}"] for p in _POINTS]
    least = row["smallest_detectable_change"]
    return Change(
        value=fact(
            "metric_comparisons", row, "change", unit.change(row["change"], scale)
        ),
        interval=fact(
            "metric_comparisons",
            row,
            "change_low change_high",
            unit.change_interval(row["change_low"], row["change_high"], scale),
        ),
        verdict=row["verdict"],
        style=VERDICTS.get(row["verdict"], "few"),
        direction=_direction(row["change"]),
        confidence=row["confidence"],
        points=sum(points) if all(p is not None for p in points) else None,
        completeness=row["points_completeness"],
        is_close=row["verdict"] == "no detectable change" and _leaves_out_zero(row),
        reason=plain(row["confidence_reason"], 600),
        detectable=None
        if least is None or row["verdict"] != "no detectable change"
        else fact(
            "metric_comparisons",
            row,
            "smallest_detectable_change",
            unit.change(least, scale).lstrip("+"),
        ),
        p_adjusted=row["p_adjusted"],
    )


_POINTS = ("completeness", "n", "segmentation", "design", "width")


def _leaves_out_zero(row: Row) -> bool:
    low, high = row["change_low"], row["change_high"]
    return (low is not None and low > 0) or (high is not None and high < 0)


def _direction(value: float | None) -> str:
    if value is None:
        return ""
    return "up" if value > 0 else "down" if value < 0 else ""


def _month(metric: Metric, row: Row) -> dict[str, Any]:
    figure = window_figure(metric, row)
    return {"month": month(row["period_name"]), "figure": figure}


def _n_range(months: list[Row], metric: Metric) -> str:
    least, most = min(r["n"] for r in months), max(r["n"] for r in months)
    what = "events" if metric.kind == "rate" else "observations"
    span = count(least) if least == most else f"{count(least)} to {count(most)}"
    return f"n {span} {what} a month"


def _trend(book: Book, metric: Metric, rows: list[Row]) -> Markup:
    unit = metric.unit
    known = {row["period_start"]: row for row in rows}
    day, last = min(known), max(known)
    points = []
    while day <= last:
        row = known.get(day, {})
        points.append(
            charts.Point(
                day,
                *(
                    _scaled(row.get(name), unit.factor)
                    for name in ("value", "interval_low", "interval_high")
                ),
            )
        )
        day = charts.next_month(day)
    windows = [
        charts.Window(
            period.name,
            period.start,
            period.end,
            _scaled(
                book.window_values.get((metric.id, period.name), {}).get("value"),
                unit.factor,
            ),
        )
        for period in book.windows.values()
    ]
    marks = [
        charts.Mark(mark["occurred_on"], mark["mark"] == "boundary")
        for mark in book.marks
    ]
    first_text, last_text = (
        f"{month(r['period_name'])} {unit.figure(r['value'])}"
        for r in (rows[0], rows[-1])
    )
    label = (
        f"{metric.name}, {STATISTIC.get(metric.kind, 'figure')} by month with interval:"
        f" {first_text}, {last_text}; {_n_range(rows, metric)}"
    ).replace(MINUS, "minus ")
    return charts.trend(points, windows, marks, label)


def _scaled(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor
