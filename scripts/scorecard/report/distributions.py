"""How durations spread: every incident counts, not only the median."""

from __future__ import annotations

import math
from typing import Any

from scorecard.report import charts
from scorecard.report.book import Book, Metric
from scorecard.report.formatting import count, words
from scorecard.report.marts import Row

STEP = 0.3
"""Width of a bin of ln(minutes + 1): each is about a third longer than the last."""
DIMENSIONS = {
    "severity": "severity",
    "incident_class": "class",
    "service_tier": "tier",
}


def distributions(book: Book) -> list[dict[str, Any]]:
    """Return a chart for each duration in minutes and each way to segment it."""
    shown = [
        metric
        for metric in book.metrics.values()
        if metric.kind == "duration" and metric.row["unit"] == "minutes"
    ]
    charts_of = []
    for dimension, name in DIMENSIONS.items():
        bins = _bins(book, dimension)
        figures = _figures(book, dimension)
        for metric in shown:
            rows = _rows(metric, dimension, bins, figures)
            if rows:
                charts_of.append(_chart(metric, dimension, name, rows))
    order = {metric.id: at for at, metric in enumerate(shown)}
    first = ("time_to_mitigate", "time_to_resolve")
    return sorted(
        charts_of,
        key=lambda c: (c["metric"].id not in first, order[c["metric"].id]),
    )


def _chart(
    metric: Metric, dimension: str, name: str, rows: list[charts.Strip]
) -> dict[str, Any]:
    n = sum(row.n for row in rows)
    label = (
        f"{metric.name}: how {count(n)} observations spread by {name}, on a"
        " logarithmic scale; the table of segments above has medians"
    )
    return {
        "metric": metric,
        "dimension": dimension,
        "by": name,
        "n": count(n),
        "svg": charts.strips(rows, label),
        "rows": [
            {
                "label": row.label,
                "window": row.window,
                "n": count(row.n),
                "median": metric.unit.figure(row.median),
                "p90": metric.unit.figure(row.p90),
            }
            for row in rows
        ],
    }


def _bins(book: Book, dimension: str) -> list[Row]:
    """Count the observations of both windows in bins of equal logarithmic width."""
    windows = " ".join(
        f"when started_on >= date '{p.start}' and started_on < date '{p.end}'"
        f" then '{name}'"
        for name, p in book.windows.items()
    )
    if not windows:
        return []
    return book.marts.query(
        f"""
        with placed as (
            select
                metric_id,
                {dimension} as label,
                case {windows} end as window_name,
                floor(ln(value + 1e0) / {STEP})::bigint as bin
            from marts.metric_observations
            where value is not null
        )

        select metric_id, label, window_name, bin, count(*) as n
        from placed
        where window_name is not null
        group by metric_id, label, window_name, bin
        order by all
        """,  # noqa: S608 - dates of the marts
        needs=("metric_observations",),
    )


def _figures(book: Book, dimension: str) -> list[Row]:
    return book.marts.rows(
        "metric_values",
        where=f"period = 'window' and attribution = 'all' and segment = '{dimension}'",
        order=f"{dimension}, period_name",
    )


def _rows(
    metric: Metric, dimension: str, bins: list[Row], figures: list[Row]
) -> list[charts.Strip]:
    counted: dict[tuple[str, str], list[tuple[float, float, int]]] = {}
    for row in bins:
        if row["metric_id"] == metric.id:
            counted.setdefault((row["label"], row["window_name"]), []).append(
                (
                    math.expm1(row["bin"] * STEP),
                    math.expm1((row["bin"] + 1) * STEP),
                    row["n"],
                )
            )
    return [
        charts.Strip(
            label=words(row[dimension]),
            window=row["period_name"],
            n=row["n"],
            bins=counted.get((row[dimension], row["period_name"]), []),
            median=row["median"],
            p90=row["p90"],
        )
        for row in figures
        if row["metric_id"] == metric.id
    ]
