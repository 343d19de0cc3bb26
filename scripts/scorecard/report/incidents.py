"""The incidents behind the figures: those a page carries, and what was observed."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from scorecard.report.book import Book, Metric
from scorecard.report.cells import Cell, Column, Number, Table, json_for_html
from scorecard.report.formatting import count, day, number, plain, words
from scorecard.report.happenings import Happenings
from scorecard.report.marts import Row

LIMIT = 1000
"""Incidents that the page carries; the newest of the current window come first."""
TITLE = 120
ID_LIMIT = 200
"""Characters by which links tell incidents apart."""
FIRST = "time_to_mitigate"


def explorer(book: Book, happened: Happenings) -> dict[str, Any]:
    """Return the incidents of both windows, each with what was observed of it."""
    rows = _incidents(book)
    places = {row["incident_id"]: at for at, row in enumerate(rows)}
    observed = _observed(book, places)
    metrics = [m for m in book.metrics.values() if m.id in observed]
    in_windows = _in_windows(book)
    first = FIRST if FIRST in observed else (metrics[0].id if metrics else "")
    return {
        "metrics": metrics,
        "first": first,
        "data": _payload(rows, metrics, observed, happened),
        "table": _first_table(rows, observed.get(first, [])),
        "n": count(len(rows)),
        "note": ""
        if in_windows <= len(rows)
        else (
            f"The page carries the newest {count(len(rows))} of {count(in_windows)}"
            " incidents of the windows; marts.metric_observations has all."
        ),
        "severities": _labels(rows, "severity"),
        "classes": _labels(rows, "incident_class"),
        "tiers": _labels(rows, "service_tier"),
    }


def _windows_sql(book: Book) -> str:
    return " ".join(
        f"when incidents.started_on >= date '{p.start}'"
        f" and incidents.started_on < date '{p.end}' then '{name}'"
        for name, p in book.windows.items()
    )


def _incidents(book: Book) -> list[Row]:
    windows = _windows_sql(book)
    if not windows:
        return []
    outlier = (
        "select incident_id from marts.incident_outliers"
        if book.marts.has("incident_outliers")
        else "select null where false"
    )
    return book.marts.query(
        f"""
        select
            incidents.incident_id, incidents.title, incidents.severity,
            incidents.incident_class, incidents.service_tier, incidents.started_at,
            incidents.is_ai_used, incidents.failure_mode_id, incidents.resolved_at,
            coalesce(teams.team_name, incidents.owner_team_id) as team,
            case {windows} end as window_name
        from marts.fct_incidents as incidents
        left join marts.dim_teams as teams
            on incidents.owner_team_id = teams.team_id
        where incidents.is_countable and window_name is not null
        order by
            incidents.incident_id in ({outlier}) desc,
            window_name = 'current' desc,
            incidents.started_at desc,
            incidents.incident_id
        limit {LIMIT}
        """,  # noqa: S608 - dates of the marts
        needs=("fct_incidents", "dim_teams"),
    )


def _in_windows(book: Book) -> int:
    windows = _windows_sql(book)
    if not windows:
        return 0
    rows = book.marts.query(
        f"select count(case {windows} end) as n"  # noqa: S608
        " from marts.fct_incidents as incidents where is_countable",
        needs=("fct_incidents",),
    )
    return int(rows[0]["n"]) if rows else 0


def _observed(book: Book, places: dict[str, int]) -> dict[str, list[list[Any]]]:
    """Return by metric (place of the incident, what to sort by, what to show).

    Several observations of an incident are added up where they are parts of a share or
    events; of durations and means the largest is shown, with their number.
    """
    rows = book.marts.query(
        "select metric_id, incident_id, count(*) as n, sum(numerator) as numerator,"
        " sum(denominator) as denominator, max(value) as value"
        " from marts.metric_observations group by 1, 2 order by 1, 2",
        needs=("metric_observations",),
    )
    observed: dict[str, list[list[Any]]] = {}
    for row in rows:
        at = places.get(row["incident_id"])
        metric = book.metrics.get(row["metric_id"])
        if at is not None and metric is not None:
            observed.setdefault(metric.id, []).append([at, *_shown(metric, row)])
    return observed


def _shown(metric: Metric, row: Row) -> tuple[float | None, str]:
    if row["value"] is not None:
        text = metric.unit.bare(row["value"])
        if row["n"] > 1:
            text = f"{text} (largest of {count(row['n'])})"
        return round(row["value"], 4), text
    if metric.kind == "rate":
        return row["n"], count(row["n"])
    if row["denominator"]:
        text = f"{number(row['numerator'])} of {number(row['denominator'])}"
        return round(row["numerator"] / row["denominator"], 4), text
    return row["n"], count(row["n"])


def _payload(
    rows: list[Row],
    metrics: list[Metric],
    observed: dict[str, list[list[Any]]],
    happened: Happenings,
) -> Markup:
    keys = [happened.keys.get(row["incident_id"], []) for row in rows]
    return json_for_html(
        {
            "incidents": [
                {
                    # the whole id, so that links find it; what is shown is made plain
                    "id": row["incident_id"][:ID_LIMIT],
                    "cells": [_json(cell) for cell in _cells(row)],
                    "severity": row["severity"],
                    "incident_class": row["incident_class"],
                    "service_tier": row["service_tier"],
                    "window": row["window_name"],
                    "failure_mode": (row["failure_mode_id"] or "")[:ID_LIMIT],
                    "happened": own,
                }
                for row, own in zip(rows, keys, strict=True)
            ],
            "happenings": {
                key: happened.texts[key] for key in sorted({k for o in keys for k in o})
            },
            "metrics": {
                m.id: {
                    "name": m.name,
                    "unit": _unit(m),
                    "observed": observed[m.id],
                }
                for m in metrics
            },
        }
    )


def _unit(metric: Metric) -> str:
    """Return what follows an incident's own figure; shares and counts stand alone."""
    return metric.unit.suffix.strip() if metric.kind in ("duration", "mean") else ""


def _json(cell: Cell) -> object:
    return cell if isinstance(cell, str) else cell.as_json()


def _cells(row: Row) -> list[Cell]:
    started = row["started_at"]
    return [
        plain(row["incident_id"], 60),
        plain(row["title"], TITLE) or "–",
        words(row["severity"]),
        words(row["incident_class"]),
        words(row["service_tier"]),
        Number(started.timestamp(), day(started)),
        words(row["window_name"]),
        plain(row["team"], 40) or "–",
        "used" if row["is_ai_used"] else "–",
    ]


COLUMNS = (
    Column("Incident"),
    Column("Title", is_wide=True),
    Column("Observed", is_number=True),
    Column("Severity"),
    Column("Class"),
    Column("Tier"),
    Column("Started", is_number=True),
    Column("Window"),
    Column("Owner"),
    Column("AI"),
)


def _first_table(rows: list[Row], observed: list[list[Any]]) -> Table:
    """Return what stands in the HTML: incidents with an observation of one metric."""
    shown: list[list[Cell]] = [
        [*_cells(rows[at])[:2], Number(value, text), *_cells(rows[at])[2:]]
        for at, value, text in sorted(observed, key=lambda o: -o[1])[:15]
    ]
    return Table(
        id="incidents-table",
        caption="Incidents behind the figures",
        columns=COLUMNS,
        rows=shown,
        page=15,
    )


def _labels(rows: list[Row], name: str) -> list[tuple[str, str]]:
    return [(label, words(label)) for label in sorted({row[name] for row in rows})]
