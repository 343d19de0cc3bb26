"""The executive scorecard: three layers, money in ranges, what is missing."""

from __future__ import annotations

from typing import Any

from scorecard.report.book import LAYERS, VERDICTS, Book, Metric
from scorecard.report.figures import MetricView, metric_view
from scorecard.report.formatting import NBSP, number, plain
from scorecard.report.money import risk_view, roi_view
from scorecard.report.roi_months import roi_months

SHOWN_CAPTURES = 6
SHOWN_MOVERS = 3
MOST_POINTS = 2
"""Points that a comparison can have for completeness."""
COMPLETE = 0.9
"""Share of incidents from which on a capture counts as complete."""


def executive(book: Book) -> dict[str, Any]:
    """Return what the page shows."""
    layers = [_layer(book, layer) for layer in LAYERS]
    headlines = [
        view for layer in layers for view in layer["views"] if view.is_headline
    ]
    return {
        "layers": layers,
        "tally": _tally(headlines),
        "n_headlines": len(headlines),
        "movers": _movers(headlines),
        "roi": roi_view(book),
        "roi_months": roi_months(book),
        "risk": risk_view(book),
        "captures": book.captures[:SHOWN_CAPTURES],
        "thin": _thin(book, [view for layer in layers for view in layer["views"]])[
            : SHOWN_CAPTURES - len(book.captures[:SHOWN_CAPTURES])
        ],
        "n_captures": len(book.captures),
        "n_unmeasured": len(book.unmeasured()),
    }


def _layer(book: Book, layer: str) -> dict[str, Any]:
    """Return a layer's headline metrics; of one that has none, all its metrics."""
    measured = book.measured(layer)
    headlines = [m for m in measured if m.id in book.headline_ids]
    shown = headlines or measured
    title, what = LAYERS[layer]
    unmeasured = [m.name for m, _ in book.unmeasured() if m.layer == layer]
    return {
        "id": layer,
        "title": title,
        "what": what,
        "views": [metric_view(book, metric) for metric in shown],
        "others": [m for m in measured if m not in shown],
        "unmeasured": unmeasured,
        "has_headlines": bool(headlines),
    }


def _tally(views: list[MetricView]) -> list[dict[str, Any]]:
    """Count the verdicts of the headline metrics, the good news first."""
    found: dict[str, list[Metric]] = {}
    for view in views:
        if view.change:
            found.setdefault(view.change.verdict, []).append(view.metric)
    return [
        {
            "verdict": verdict,
            "style": style,
            "n": len(found.get(verdict, [])),
            "metrics": found.get(verdict, []),
        }
        for verdict, style in VERDICTS.items()
        if verdict in found or verdict in ("improved", "regressed")
    ]


def _movers(views: list[MetricView]) -> dict[str, list[MetricView]]:
    """Return the metrics with a verdict of a change, bad news and sure ones first."""
    moved = [
        view
        for view in views
        if view.change
        and view.narrative
        and view.change.style in ("improved", "regressed", "changed")
    ]
    moved.sort(key=_news)
    return {"first": moved[:SHOWN_MOVERS], "rest": moved[SHOWN_MOVERS:]}


def _news(view: MetricView) -> tuple[bool, float]:
    if view.change is None or view.change.p_adjusted is None:
        return True, 1.0
    return view.change.style != "regressed", view.change.p_adjusted


def _thin(book: Book, views: list[MetricView]) -> list[dict[str, Any]]:
    """Return captures whose gaps hold down the confidence of metrics on the page.

    Only those that a metric short of points for completeness rests on: not every
    incident has to have everything.
    """
    short = {
        view.metric.id: view.metric.name
        for view in views
        if view.change
        and view.change.completeness is not None
        and view.change.completeness < MOST_POINTS
    }
    thin = []
    for row in book.capture_totals:
        names = [short[i] for i in (row["metric_ids"] or "").split() if i in short]
        if names and 0 < row["n_captured"] < COMPLETE * row["n_expected"]:
            share = row["n_captured"] / row["n_expected"]
            thin.append(
                {
                    "name": plain(row["capability_name"]),
                    "how": plain(row["how_to_capture"], 400),
                    "share": share,
                    "text": f"{number(100 * share)}{NBSP}%",
                    "metrics": names,
                }
            )
    return sorted(thin, key=lambda each: (each["share"], each["name"]))


def first_steps(book: Book) -> list[str]:
    """Return what to capture first, from the plan, when there is nothing to show."""
    rows = book.marts.rows(
        "plan_readiness",
        where="capture_next is not null and capture_next not like '%not measured%'",
        order="phase, step",
    )
    return list(dict.fromkeys(plain(row["capture_next"], 400) for row in rows))[:4]
