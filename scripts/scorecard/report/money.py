"""ROI by bucket and risk reduction, as ranges and counts."""

from __future__ import annotations

from typing import Any

from scorecard.report.book import Book
from scorecard.report.cells import Fact, fact
from scorecard.report.formatting import (
    NBSP,
    count,
    money,
    number,
    phrase,
    plain,
    quantity,
    span,
    words,
)
from scorecard.report.happenings import happening_link, prevented_key
from scorecard.report.marts import Row

BUCKETS = {
    "avoided_downtime": "Avoided downtime",
    "reclaimed_time": "Reclaimed time",
    "reduced_overhead": "Reduced overhead",
}
PERIOD = "current"


def roi_view(book: Book) -> dict[str, Any] | None:
    """Return the ledger of the current window; None when there is none.

    The buckets are shown side by side as ranges. Their sum stands below them only
    together with the programme's own cost.
    """
    rows = {
        row["bucket"]: row
        for row in book.marts.rows(
            "roi_summary", where=f"period_name = '{PERIOD}'", order="bucket"
        )
    }
    if not rows:
        return None
    reach = _reach(rows)
    total = rows.get("total")
    return {
        "buckets": [
            _bucket(book, rows[name], title, reach)
            for name, title in BUCKETS.items()
            if name in rows
        ],
        "total": _total(book, total, reach) if total else None,
        "zero": _place(0.0, reach),
        "has_money": any(row["cost_low"] is not None for row in rows.values()),
        "has_costs": total is not None and total["programme_cost_low"] is not None,
    }


def _reach(rows: dict[str, Row]) -> tuple[float, float]:
    """Return what all bars of money span, zero included."""
    ends = [0.0]
    for row in rows.values():
        for name in (
            "cost_low",
            "cost_high",
            "programme_cost_high",
            "net_low",
            "net_high",
        ):
            if row.get(name) is not None:
                ends.append(row[name])
    return min(ends), max(ends)


def _place(value: float, reach: tuple[float, float]) -> float:
    low, high = reach
    return 0.0 if high == low else round(100 * (value - low) / (high - low), 2)


def _bar(low: float | None, high: float | None, reach: tuple[float, float]) -> Any:
    if low is None or high is None:
        return None
    start = _place(low, reach)
    return {"left": start, "width": max(0.6, round(_place(high, reach) - start, 2))}


def _range(row: Row, name: str, text: Any) -> Fact | None:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    if low is None or high is None:
        return None
    return fact("roi_summary", row, f"{name}_low {name}_high", text(low, high))


def _bucket(
    book: Book, row: Row, title: str, reach: tuple[float, float]
) -> dict[str, Any]:
    currency = row["currency"]

    def saved(low: float, high: float) -> str:
        return quantity(low, high, row["quantity_unit"])

    def weeks(low: float, high: float) -> str:
        return span(number(low, 1), number(high, 1))

    def amount(low: float, high: float) -> str:
        return money(low, high, currency)

    return {
        "name": row["bucket"],
        "title": title,
        "method": plain(row["method"]),
        "quantity": _range(row, "quantity", saved),
        "cost": _range(row, "cost", amount),
        "per_month": _range(row, "cost_per_month", amount),
        "fte": _range(row, "fte_weeks", weeks),
        "used": None
        if row.get("capacity_used_hours") is None
        else fact(
            "roi_summary",
            row,
            "capacity_used_hours",
            f"{count(row['capacity_used_hours'])}{NBSP}h",
        ),
        "bar": _bar(row["cost_low"], row["cost_high"], reach),
        **_words(book, row),
    }


def _total(book: Book, row: Row, reach: tuple[float, float]) -> dict[str, Any]:
    def amount(low: float, high: float) -> str:
        return money(low, high, row["currency"])

    return {
        "cost": _range(row, "cost", amount),
        "programme": _range(row, "programme_cost", amount),
        "net": _range(row, "net", amount),
        "bar": _bar(row["cost_low"], row["cost_high"], reach),
        "programme_bar": _bar(
            row["programme_cost_low"], row["programme_cost_high"], reach
        ),
        "net_bar": _bar(row["net_low"], row["net_high"], reach),
        "missing": [
            BUCKETS.get(name, words(name)).lower()
            for name in (row["buckets_missing"] or "").replace(",", " ").split()
        ],
        **_words(book, row),
    }


def _words(book: Book, row: Row) -> dict[str, Any]:
    return {
        "confidence": row["confidence"],
        "reason": plain(row["confidence_reason"], 600),
        "no_figure": book.readable(row["no_figure_reason"], 400),
        "sentence": book.readable(row["sentence"]),
        "note": plain(row["qualitative_note"], 400),
        "includes_zero": bool(row["includes_zero"]),
        "crosses_boundary": bool(row["crosses_boundary"]),
    }


def risk_view(book: Book) -> dict[str, Any]:
    """Return the unsafe actions prevented in the current window, by their risk.

    None prevented is a zero where the export brings actions, and not measured where it
    brings none.
    """
    rows = book.marts.rows(
        "risk_reduction",
        where=f"period_name = '{PERIOD}'",
        order="risk_severity, kind, n_actions desc, reason",
    )
    severities: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for row in rows:
        kinds = severities.setdefault(words(row["risk_severity"]), {})
        kinds.setdefault(words(row["kind"]).lower(), []).append(
            {
                "reason": phrase(row["reason"]),
                "n": fact("risk_reduction", row, "n_actions", count(row["n_actions"])),
                "href": happening_link(
                    prevented_key(row["kind"], row["risk_severity"], row["reason"]),
                    PERIOD,
                    "diagnostics.html",
                ),
            }
        )
    known = {kind for kinds in severities.values() for kind in kinds}
    return {
        "severities": severities,
        "kinds": sorted(known),
        "is_measured": bool(rows) or book.is_measured("prevented_unsafe_actions"),
    }
