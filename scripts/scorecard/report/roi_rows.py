"""The ledger's rows: which segments the ranges of money are made of."""

from __future__ import annotations

from scorecard.report.book import Book
from scorecard.report.cells import Cell, Column, Link, Number, Table
from scorecard.report.formatting import count, money, plain, quantity, words
from scorecard.report.marts import Row
from scorecard.report.money import BUCKETS
from scorecard.report.segments import segment_link

SHOWN = 400
_METRIC = {
    "avoided_downtime": "time_to_mitigate",
    "reclaimed_time": "responder_hours",
    "reduced_overhead": "overhead_hours",
}


def roi_table(book: Book) -> Table | None:
    """Return the rows of the current window; None when the ledger has none."""
    rows = book.marts.rows(
        "roi_ranges",
        where="period_name = 'current'",
        # the largest first, what has no figure last
        order=(
            "is_headline desc, bucket, quantity_low is null,"
            " abs(quantity_low + quantity_high) desc, component, method, severity,"
            " incident_class, service_tier, role, attribution"
        ),
    )
    if not rows:
        return None
    return Table(
        id="roi",
        caption="The rows of the ledger, current window",
        columns=[
            Column("Bucket", filters=True),
            Column("Component", filters=True),
            Column("Method", filters=True),
            Column("Adds up", filters=True),
            Column("Severity", filters=True),
            Column("Class", filters=True),
            Column("Tier"),
            Column("Role"),
            Column("Saved", is_number=True),
            Column("Worth", is_number=True),
            Column("Confidence", filters=True),
            Column("n then", is_number=True),
            Column("n now", is_number=True),
            Column("Incidents"),
        ],
        rows=[_row(row) for row in rows[:SHOWN]],
        note=(
            "Only rows that add up are summed; the others show the same minutes by"
            " another method or in parts. In a row of pooled cells, all means the rest;"
            " its link shows every incident."
            + (
                f" {count(SHOWN)} of {count(len(rows))} rows; all are in"
                " marts.roi_ranges."
                if len(rows) > SHOWN
                else ""
            )
        ),
        page=10,
        preset={"Adds up": "yes"},
    )


def _row(row: Row) -> list[Cell]:
    return [
        BUCKETS.get(row["bucket"], words(row["bucket"])),
        words(row["component"]),
        plain(words(row["method"])) + _attribution(row),
        "yes" if row["is_headline"] else "no",
        words(row["severity"]),
        words(row["incident_class"]),
        words(row["service_tier"]),
        words(row["role"]),
        _range(
            row,
            "quantity",
            lambda low, high: quantity(low, high, row["quantity_unit"], as_hours=True),
        ),
        _range(row, "cost", lambda low, high: money(low, high, row["currency"])),
        row["confidence"] or "–",
        Number(row["n_baseline"], count(row["n_baseline"])),
        Number(row["n_current"], count(row["n_current"])),
        Link(segment_link(_METRIC.get(row["bucket"], ""), row, "current"), "show"),
    ]


def _attribution(row: Row) -> str:
    return f", {words(row['attribution']).lower()}" if row["attribution"] else ""


def _range(row: Row, name: str, text: object) -> Number:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    if low is None or high is None or not callable(text):
        return Number(None, "no figure")
    return Number((low + high) / 2, text(low, high))
