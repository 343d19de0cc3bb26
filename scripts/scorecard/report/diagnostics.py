"""The diagnostic page for SREs: what stands out first, then everything to dig into."""

from __future__ import annotations

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
)
from scorecard.report.distributions import distributions
from scorecard.report.formatting import count, plain, words
from scorecard.report.incidents import explorer
from scorecard.report.marts import Row
from scorecard.report.outliers import failure_modes, outliers, regressions
from scorecard.report.roi_rows import roi_table
from scorecard.report.segments import LABEL_COLUMNS, labels, segment_link

SHOWN_PAIRS = 100


def diagnostics(book: Book) -> dict[str, Any]:
    """Return what the page shows."""
    return {
        "regressions": regressions(book),
        "outliers": outliers(book),
        "failure_modes": failure_modes(book),
        "drill": _drill_down(book),
        "distributions": distributions(book),
        "handoffs": _handoffs(book),
        "blocks": _causes(book, "policy_block_reasons", "block_reason", "n_actions"),
        "contradictions": _causes(
            book, "contradiction_causes", "cause", "n_corrections"
        ),
        "roi": roi_table(book),
        "explorer": explorer(book),
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


def _handoffs(book: Book) -> dict[str, Any]:
    """List who hands to whom in the current window, and handoffs by class."""
    current = book.windows.get("current")
    rows = book.marts.query(
        f"""
        select
            coalesce(givers.team_name, handoffs.from_team_id) as giver,
            coalesce(takers.team_name, handoffs.to_team_id) as taker,
            count(*) as n_handoffs,
            count(distinct handoffs.incident_id) as n_incidents
        from marts.fct_handoffs as handoffs
        inner join marts.fct_incidents as incidents using (incident_id)
        left join marts.dim_teams as givers
            on handoffs.from_team_id = givers.team_id
        left join marts.dim_teams as takers
            on handoffs.to_team_id = takers.team_id
        where
            incidents.is_countable
            and handoffs.from_team_id is distinct from handoffs.to_team_id
            and incidents.started_on >= date '{current.start}'
            and incidents.started_on < date '{current.end}'
        group by 1, 2
        order by n_handoffs desc, giver nulls last, taker nulls last
        """  # noqa: S608 - dates of the marts
        if current
        else "select 1 where false",
        needs=("fct_handoffs", "fct_incidents", "dim_teams"),
    )
    pairs = Table(
        id="handoffs",
        caption="Who hands over to whom, current window",
        empty="No handoff in the current window, or none is delivered.",
        columns=[
            Column("From", filters=True),
            Column("To", filters=True),
            Column("Handoffs", is_number=True),
            Column("Incidents", is_number=True),
        ],
        rows=[
            [
                plain(row["giver"], 60) or "nobody known",
                plain(row["taker"], 60) or "nobody known",
                Number(row["n_handoffs"], count(row["n_handoffs"])),
                Number(row["n_incidents"], count(row["n_incidents"])),
            ]
            for row in rows[:SHOWN_PAIRS]
        ],
        note=f"{count(SHOWN_PAIRS)} of {count(len(rows))} pairs."
        if len(rows) > SHOWN_PAIRS
        else "",
        page=8,
    )
    return {"pairs": pairs}


def _causes(book: Book, table: str, column: str, counted: str) -> dict[str, Any]:
    """Return counts by cause in both windows, with what they are counts of."""
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
                "bars": [
                    {
                        "label": words(r[column]),
                        "n": fact(table, r, counted, count(r[counted])),
                        "width": round(100 * r[counted] / most, 1),
                    }
                    for r in own
                ],
            }
        )
    return {"windows": windows, "is_there": bool(rows)}
