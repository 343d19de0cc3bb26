"""The ledger month by month: ranges beside each other, never added up."""

from __future__ import annotations

from datetime import date
from typing import Any

from scorecard.report import charts
from scorecard.report.book import Book
from scorecard.report.cells import fact
from scorecard.report.formatting import MINUS, money, month, quantity, words
from scorecard.report.marts import Row
from scorecard.report.money import BUCKETS

SHOWN_MONTHS = 24
TITLES = {**BUCKETS, "total": "Buckets together"}


def roi_months(book: Book) -> dict[str, Any] | None:
    """Return a chart per bucket and a table of months; None when no month has a figure.

    A bucket is shown in money where a month has some, in time where none has.
    """
    current = book.windows.get("current")
    rows = book.marts.rows(
        "roi_summary", where="period_name <> 'current'", order="period_start, bucket"
    )
    months = list(dict.fromkeys(row["period_name"] for row in rows))[-SHOWN_MONTHS:]
    by_place = {(row["bucket"], row["period_name"]): row for row in rows}
    buckets = []
    for bucket, title in TITLES.items():
        own = [by_place.get((bucket, name)) for name in months]
        measure = next((m for m in ("cost", "quantity") if _n_known(own, m)), None)
        if measure:
            buckets.append(_bucket(bucket, title, measure, months, own))
    if not buckets:
        return None
    return {
        "buckets": buckets,
        "rows": [
            {
                "month": month(name),
                "is_current": current is not None
                and current.start <= date.fromisoformat(f"{name}-01") < current.end,
                "cells": [bucket["cells"][at] for bucket in buckets],
            }
            for at, name in enumerate(months)
        ],
    }


def _n_known(rows: list[Row | None], measure: str) -> int:
    return sum(row is not None and row[f"{measure}_low"] is not None for row in rows)


def _bucket(
    bucket: str, title: str, measure: str, months: list[str], rows: list[Row | None]
) -> dict[str, Any]:
    ends = [
        (None, None) if row is None else (row[f"{measure}_low"], row[f"{measure}_high"])
        for row in rows
    ]
    n_known = _n_known(rows, measure)
    unit = next(
        (
            row["currency"] if measure == "cost" else words(row["quantity_unit"])
            for row in rows
            if row is not None
        ),
        "",
    )
    texts = [_text(row, measure) for row in rows]
    label = f"{title} by month in {unit}, as ranges: " + "; ".join(
        f"{month(name)} {text}" for name, text in zip(months, texts, strict=True)
    ).replace(MINUS, "minus ")
    return {
        "bucket": bucket,
        "title": title,
        "unit": unit if measure == "cost" else unit.lower(),
        "n": f"{n_known} of {len(months)} months have a figure",
        "chart": charts.ranges(
            [
                charts.Range(name, low, high)
                for name, (low, high) in zip(months, ends, strict=True)
            ],
            label,
        ),
        "cells": [
            None
            if row is None or row[f"{measure}_low"] is None
            else {
                "range": fact(
                    "roi_summary", row, f"{measure}_low {measure}_high", text
                ),
                "confidence": row["confidence"],
            }
            for row, text in zip(rows, texts, strict=True)
        ],
    }


def _text(row: Row | None, measure: str) -> str:
    if row is None or row[f"{measure}_low"] is None:
        return "no figure"
    low, high = row[f"{measure}_low"], row[f"{measure}_high"]
    if measure == "cost":
        return money(low, high, row["currency"])
    return quantity(low, high, row["quantity_unit"], as_hours=True)
