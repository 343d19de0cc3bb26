"""The plan page: what the data already supports, what to capture next."""

from __future__ import annotations

from typing import Any

from scorecard.report import charts
from scorecard.report.book import Book
from scorecard.report.cells import Cell, Column, Number, Table, Verdict, fact
from scorecard.report.formatting import NBSP, count, money, number, plain, words
from scorecard.report.marts import Row

_READY = {"ready": "improved", "partly": "few", "missing": "none"}


def plan(book: Book) -> dict[str, Any]:
    """Return what the page shows."""
    opportunities = book.marts.rows("improvement_opportunities", order="rank")
    most = max((r["minutes_at_stake"] or 0.0 for r in opportunities), default=0.0)
    return {
        "phases": _phases(book),
        "opportunities": [_opportunity(row, most) for row in opportunities],
        "captures": book.captures,
        "coverage_chart": _coverage_chart(book),
        "coverage": _coverage(book),
    }


def _phases(book: Book) -> list[dict[str, Any]]:
    phases: dict[str, list[dict[str, Any]]] = {}
    for row in book.marts.rows("plan_readiness", order="phase, step"):
        phases.setdefault(plain(row["phase"]), []).append(
            {
                "step": plain(row["step"]),
                "readiness": row["readiness"],
                "there": fact("plan_readiness", row, "n_there", count(row["n_there"])),
                "required": fact(
                    "plan_readiness", row, "n_required", count(row["n_required"])
                ),
                "missing": book.name_all(row["missing_ids"]),
                "next": _next(book, row),
            }
        )
    return [
        {
            "name": words(name).replace("-", "–"),
            "steps": steps,
            "n_ready": sum(step["readiness"] == "ready" for step in steps),
        }
        for name, steps in phases.items()
    ]


def _next(book: Book, row: Row) -> str:
    """Return what to capture for a step: where a metric waits, what it waits for."""
    awaited = [capture["id"] for capture in book.captures]
    known = {r["capability"]: r for r in book.capture_totals}
    for missing in (row["missing_ids"] or "").split():
        lacking = book.coverage.get(missing, {}).get("missing_captures") or missing
        # of several, the one that most metrics wait for
        for capture in sorted(
            lacking.split(), key=lambda c: awaited.index(c) if c in awaited else 0
        ):
            if capture in known:
                how = plain(known[capture]["how_to_capture"], 400)
                return f"{book.names[capture]}: {how}"
    return plain(row["capture_next"], 400)


def _opportunity(row: Row, most: float) -> dict[str, Any]:
    def shown(column: str, text: str) -> Any:
        return fact("improvement_opportunities", row, column, text)

    return {
        "rank": shown("rank", count(row["rank"])),
        "name": words(row["incident_class"]),
        "class": row["incident_class"],
        "n": shown("n_incidents", count(row["n_incidents"])),
        "share": shown(
            "share_lacking_any", f"{number(100 * row['share_lacking_any'])}{NBSP}%"
        ),
        "hours": shown(
            "minutes_at_stake", f"{number((row['minutes_at_stake'] or 0) / 60)}{NBSP}h"
        ),
        "of_hours": shown(
            "minutes_to_mitigation",
            f"{number((row['minutes_to_mitigation'] or 0) / 60)}{NBSP}h",
        ),
        "cost": None
        if row.get("cost_at_stake_low") is None
        else shown(
            "cost_at_stake_low cost_at_stake_high",
            money(row["cost_at_stake_low"], row["cost_at_stake_high"], row["currency"]),
        ),
        "width": round(100 * (row["minutes_at_stake"] or 0) / most, 1) if most else 0,
        "lacking": [
            (label, shown(column, count(row[column])))
            for label, column in (
                ("context", "n_lacking_context"),
                ("evidence", "n_lacking_evidence"),
                ("check", "n_lacking_check"),
            )
        ],
    }


def _coverage_chart(book: Book) -> Any:
    """Draw the last 24 months that have incidents, one row per capture."""
    rows = book.marts.query(
        "select capability_name, month,"
        " sum(n_captured) * 1e0 / sum(n_expected) as share"
        " from marts.instrumentation_coverage group by 1, 2 order by 1, 2",
        needs=("instrumentation_coverage",),
    )
    if not rows:
        return None
    months = sorted({row["month"] for row in rows})[-24:]
    cells = [
        charts.Cell(plain(row["capability_name"], 34), row["month"], row["share"])
        for row in rows
        if row["month"] in months
    ]
    label = (
        f"Completeness of {len({c.row for c in cells})} captures by month,"
        f" {months[0]} to {months[-1]}; the table below has the figures"
    )
    return {"svg": charts.grid(cells, label), "first": months[0], "last": months[-1]}


def _coverage(book: Book) -> Table:
    rows = book.marts.query(
        "select capability_name, source, any_value(how_to_capture) as how_to_capture,"
        " any_value(metric_ids) as metric_ids, sum(n_expected)::bigint as n_expected,"
        " sum(n_captured)::bigint as n_captured"
        " from marts.instrumentation_coverage group by 1, 2"
        " order by sum(n_captured) * 1e0 / sum(n_expected), 1, 2",
        needs=("instrumentation_coverage",),
    )
    cells: list[list[Cell]] = [
        [
            plain(row["capability_name"]),
            plain(row["source"]),
            _status(row),
            Number(row["n_captured"], count(row["n_captured"])),
            Number(row["n_expected"], count(row["n_expected"])),
            _share(row),
            ", ".join(book.name_all(row["metric_ids"])) or "–",
            plain(row["how_to_capture"], 400),
        ]
        for row in rows
    ]
    return Table(
        id="coverage",
        caption="What is captured, over all months",
        empty="No incident has landed, so nothing can be complete.",
        columns=[
            Column("Capture"),
            Column("Source", filters=True),
            Column("State", filters=True),
            Column("Incidents with it", is_number=True),
            Column("Expected", is_number=True),
            Column("Complete", is_number=True),
            Column("Metrics that need it", is_wide=True),
            Column("How to capture it", is_wide=True),
        ],
        rows=cells,
        page=12,
    )


def _status(row: Row) -> Verdict:
    if not row["n_captured"]:
        return Verdict("none", "not captured")
    whole = row["n_captured"] >= 0.9 * row["n_expected"]
    return Verdict(*(("improved", "complete") if whole else ("few", "partial")))


def _share(row: Row) -> Number:
    if not row["n_expected"]:
        return Number(None, "–")
    share = row["n_captured"] / row["n_expected"]
    return Number(share, f"{number(100 * share)}{NBSP}%")
