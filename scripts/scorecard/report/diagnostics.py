"""The diagnostic page for SREs: what stands out first, then everything to dig into."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scorecard.report.book import VERDICTS, Book, Metric
from scorecard.report.cells import (
    Cell,
    Column,
    Link,
    Number,
    Table,
    Verdict,
    fact,
    incidents_link,
)
from scorecard.report.distributions import distributions
from scorecard.report.formatting import count, words
from scorecard.report.happenings import (
    SHOWN_PAIRS,
    block_key,
    handoff_key,
    handoff_pairs,
    happening_link,
    happenings,
    team,
)
from scorecard.report.incidents import explorer
from scorecard.report.marts import Row
from scorecard.report.outliers import failure_modes, outliers, regressions
from scorecard.report.roi_rows import roi_table
from scorecard.report.segments import LABEL_COLUMNS, labels, segment_link


def diagnostics(book: Book) -> dict[str, Any]:
    """Return what the page shows."""
    pairs = handoff_pairs(book)
    return {
        "regressions": regressions(book),
        "outliers": outliers(book),
        "failure_modes": failure_modes(book),
        "drill": _drill_down(book),
        "distributions": distributions(book),
        "handoffs": _handoffs(book, pairs),
        "blocks": _causes(
            book,
            "policy_block_reasons",
            ("block_reason", "n_actions"),
            "policy_block_rate",
            block_key,
        ),
        "contradictions": _causes(
            book,
            "contradiction_causes",
            ("cause", "n_corrections"),
            "contradiction_rate",
        ),
        "roi": roi_table(book),
        "has_ledger": book.marts.has("roi_ranges"),
        "explorer": explorer(book, happenings(book, pairs)),
    }


def _drill_down(book: Book) -> Table:
    """List every like-for-like comparison that has enough data, and all coarse ones."""
    rows = book.marts.rows(
        "metric_comparisons",
        where="comparison = 'standardised'",
        order="metric_id, severity, incident_class, service_tier",
    )
    coarse = {"all", "severity", "incident_class", "service_tier"}
    kept = [r for r in rows if r["segment"] in coarse or r["verdict"] != "too few data"]
    order = {name: at for at, name in enumerate(book.metrics)}
    size = {"all": 0, "severity": 1, "incident_class": 1, "service_tier": 1}
    headline = set(book.headline_ids)
    kept.sort(
        key=lambda r: (
            r["metric_id"] not in headline,
            order.get(r["metric_id"], 0),
            size.get(r["segment"], 2),
        )
    )
    preferred = next(
        (m for m in ("time_to_mitigate", *book.headline_ids) if m in headline), None
    )
    left_out = len(rows) - len(kept)
    return Table(
        id="drill",
        caption="Current window against the baseline, like for like",
        empty="No metric has an observation in the windows.",
        columns=[
            Column("Metric", filters=True),
            *LABEL_COLUMNS,
            Column("Baseline", is_number=True),
            Column("Current", is_number=True),
            Column("Change", is_number=True),
            Column("Interval", is_number=True),
            Column("Verdict", filters=True),
            Column("Confidence", filters=True),
            Column("n then", is_number=True),
            Column("n now", is_number=True),
            Column("Incidents"),
        ],
        rows=[_comparison(book.metrics[r["metric_id"]], r) for r in kept],
        note=(
            "Baseline and current are plain figures; the change compares like with"
            " like, so it need not be their difference."
            + (
                f" {count(left_out)} finer segments have too few data and are left out."
                if left_out
                else ""
            )
        ),
        page=15,
        preset={"Metric": book.metrics[preferred].name} if preferred else {},
    )


def _comparison(metric: Metric, row: Row) -> list[Cell]:
    unit, scale = metric.unit, row["scale"]
    return [
        metric.name,
        *labels(row),
        Number(row["baseline_value"], unit.figure(row["baseline_value"])),
        Number(row["current_value"], unit.figure(row["current_value"])),
        Number(row["change"], unit.change(row["change"], scale)),
        Number(
            row["change_low"],
            unit.change_interval(row["change_low"], row["change_high"], scale)
            if row["change"] is not None
            else "–",
        ),
        Verdict(VERDICTS.get(row["verdict"], "few"), row["verdict"]),
        row["confidence"] or "–",
        Number(row["n_baseline"], count(row["n_baseline"])),
        Number(row["n_current"], count(row["n_current"])),
        Link(segment_link(metric.id, row, "current"), "show"),
    ]


def _handoffs(book: Book, pairs: list[Row]) -> Table:
    """List who hands to whom in the current window."""
    if book.is_measured("handoff_count"):
        empty = "No handoff in the current window."
    else:
        empty = "Not measured: no export brings handoffs or pages."
    return Table(
        id="handoffs",
        caption="Who hands over to whom, current window",
        empty=empty,
        columns=[
            Column("From", filters=True),
            Column("To", filters=True),
            Column("Handoffs", is_number=True),
            Column("n", is_number=True),
            Column("Incidents"),
        ],
        rows=[
            [
                team(pair["giver"]),
                team(pair["taker"]),
                Number(pair["n_handoffs"], count(pair["n_handoffs"])),
                Number(len(pair["incident_ids"]), count(len(pair["incident_ids"]))),
                Link(
                    happening_link(
                        handoff_key(pair["giver"], pair["taker"]), "current"
                    ),
                    "show",
                ),
            ]
            for pair in pairs[:SHOWN_PAIRS]
        ],
        note=f"{count(SHOWN_PAIRS)} of {count(len(pairs))} pairs."
        if len(pairs) > SHOWN_PAIRS
        else "",
        page=12,
    )


def _causes(
    book: Book,
    table: str,
    columns: tuple[str, str],
    metric_id: str,
    key: Callable[[str], str] | None = None,
) -> dict[str, Any]:
    """Return counts by cause in both windows, with what they are counts of.

    A cause leads to its incidents where the marts say which they are (`key`), a window
    to all incidents of the metric that counts them.
    """
    column, counted = columns
    rows = book.marts.rows(
        table,
        where="period = 'window' and segment = 'all'",
        order=f"period_name, {counted} desc, {column}",
    )
    windows = []
    for name, period in book.windows.items():
        own = [r for r in rows if r["period_name"] == name]
        most = max((r[counted] for r in own), default=0)
        windows.append(
            {
                "name": name,
                "days": period.n_days,
                "total": count(sum(r[counted] for r in own)),
                "href": incidents_link(metric_id, window=name) if own else "",
                "bars": [
                    {
                        "label": words(r[column]),
                        "n": fact(table, r, counted, count(r[counted])),
                        "href": happening_link(key(r[column]), name) if key else "",
                        "width": round(100 * r[counted] / most, 1),
                    }
                    for r in own
                ],
            }
        )
    return {"windows": windows, "is_there": book.is_measured(metric_id)}
