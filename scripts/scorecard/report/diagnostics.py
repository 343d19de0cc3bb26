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
    incidents_link,
)
from scorecard.report.distributions import distributions
from scorecard.report.formatting import count, day, number, plain, words
from scorecard.report.incidents import ID_LIMIT, explorer
from scorecard.report.marts import Row
from scorecard.report.roi_rows import roi_table

ALL = "All"
MIN_P90 = 10
"""Observations in both windows below which a p90 is not compared."""
SHOWN_MODES = 100
SHOWN_PAIRS = 100


def diagnostics(book: Book) -> dict[str, Any]:
    """Return what the page shows."""
    return {
        "regressions": _regressions(book),
        "outliers": _outliers(book),
        "failure_modes": _failure_modes(book),
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


def _labels(row: Row) -> list[Cell]:
    return [
        ALL if row[name] == "all" else words(row[name])
        for name in ("severity", "incident_class", "service_tier")
    ]


_LABEL_COLUMNS = (
    Column("Severity", filters=True),
    Column("Class", filters=True),
    Column("Tier", filters=True),
)


def _link(metric_id: str, row: Row, window: str) -> str:
    return incidents_link(
        metric_id,
        window=window,
        severity=row["severity"],
        incident_class=row["incident_class"],
        service_tier=row["service_tier"],
    )


def _regressions(book: Book) -> Table:
    """List where the slowest tenth got slower, those whose intervals part first."""
    rows = book.marts.query(
        """
        select
            was.metric_id, was.segment,
            was.severity, was.incident_class, was.service_tier,
            was.n as n_was, now.n as n_now, was.p90 as p90_was, now.p90 as p90_now,
            was.p90_low as low_was, was.p90_high as high_was,
            now.p90_low as low_now, now.p90_high as high_now,
            coalesce(now.p90_low > was.p90_high, false) as is_apart
        from marts.metric_values as was
        inner join marts.metric_values as now
            using (
                metric_id, period, segment, severity, incident_class, service_tier,
                attribution
            )
        inner join marts.metric_catalog as catalog using (metric_id)
        where
            was.period = 'window' and was.attribution = 'all'
            and was.period_name = 'baseline' and now.period_name = 'current'
            and was.segment <> 'severity_incident_class_service_tier'
            and catalog.kind = 'duration' and catalog.better = 'down'
            and was.n >= ? and now.n >= ? and now.p90 > was.p90
        order by
            is_apart desc, now.p90 / nullif(was.p90, 0) desc nulls last,
            was.metric_id, was.severity, was.incident_class, was.service_tier
        limit 200
        """.replace("?", str(MIN_P90)),
        needs=("metric_values", "metric_catalog"),
    )
    return Table(
        id="regressions",
        caption="p90 above its baseline",
        empty="No segment has a p90 above its baseline."
        if "baseline" in book.windows
        else "Without a baseline there is nothing to be slower than.",
        columns=[
            Column("Metric", filters=True),
            *_LABEL_COLUMNS,
            Column("p90 then", is_number=True),
            Column("p90 now", is_number=True),
            Column("Times", is_number=True),
            Column("Intervals", filters=True),
            Column("n then", is_number=True),
            Column("n now", is_number=True),
            Column("Incidents"),
        ],
        rows=[_regression(book.metrics[r["metric_id"]], r) for r in rows],
        note=(
            "A p90 rests on the slowest tenth alone. Where the two intervals overlap,"
            " it may be chance. Segments with fewer than"
            f" {MIN_P90} observations in a window are left out."
        ),
        page=8,
    )


def _regression(metric: Metric, row: Row) -> list[Cell]:
    unit = metric.unit
    times = row["p90_now"] / row["p90_was"] if row["p90_was"] else None
    return [
        metric.name,
        *_labels(row),
        Number(row["p90_was"], unit.figure(row["p90_was"])),
        Number(row["p90_now"], unit.figure(row["p90_now"])),
        Number(times, f"× {number(times, 2)}" if times else "–"),
        Verdict("regressed", "apart") if row["is_apart"] else Verdict("few", "overlap"),
        Number(row["n_was"], count(row["n_was"])),
        Number(row["n_now"], count(row["n_now"])),
        Link(_link(metric.id, row, "current"), "show"),
    ]


def _outliers(book: Book) -> Table:
    rows = book.marts.query(
        "select outliers.*, incidents.title from marts.incident_outliers as outliers"
        " left join marts.fct_incidents as incidents using (incident_id)"
        " order by outlier_rank limit 200",
        needs=("incident_outliers", "fct_incidents"),
    )
    cells: list[list[Cell]] = []
    for row in rows:
        metric = book.metrics[row["metric_id"]]
        per = 1440.0 if metric.row["unit"] == "days" else 1.0
        unit = metric.unit
        cells.append(
            [
                Number(row["outlier_rank"], count(row["outlier_rank"])),
                Link(
                    incidents_link(row["metric_id"], id=row["incident_id"][:ID_LIMIT]),
                    plain(row["incident_id"], 60),
                ),
                plain(row["title"], 120) or "–",
                metric.name,
                words(row["window_name"]),
                *_labels(row),
                Number(row["minutes"], unit.figure(row["minutes"] / per)),
                Number(
                    row["times_median"],
                    f"× {number(row['times_median'], 1)}"
                    if row["times_median"] is not None
                    else "–",
                ),
                Number(row["n_segment"], count(row["n_segment"])),
                Verdict("regressed", "p90 above baseline")
                if row["is_p90_regression"]
                else Verdict("none", "no"),
            ]
        )
    return Table(
        id="outliers",
        caption="Incidents far beyond their segment",
        empty="No incident lies far beyond its segment. A segment needs 15 incidents"
        " in a window to have outliers.",
        columns=[
            Column("Rank", is_number=True),
            Column("Incident"),
            Column("Title", is_wide=True),
            Column("Metric", filters=True),
            Column("Window", filters=True),
            *_LABEL_COLUMNS,
            Column("Took", is_number=True),
            Column("Of the median", is_number=True),
            Column("n segment", is_number=True),
            Column("Segment worse", filters=True),
        ],
        rows=cells,
        note=(
            "Beyond 3.5 robust standard deviations of their severity, class and tier."
            " They stay in every figure."
        ),
        page=8,
    )


def _failure_modes(book: Book) -> Table:
    current = book.windows.get("current")
    rows = book.marts.query(
        f"""
        select
            failure_mode_id,
            count(*) as n_incidents,
            count(*) filter (where is_repeat) as n_repeats,
            count(*) filter (
                where started_on >= date '{current.start}'
                and started_on < date '{current.end}'
            ) as n_current,
            count(distinct service_id) as n_services,
            max(started_on) as last_on,
            sum(time_to_mitigate_minutes) as minutes,
            mode(incident_class) as incident_class
        from marts.fct_incidents
        where is_countable and failure_mode_id is not null
        group by failure_mode_id
        having n_repeats > 0
        order by n_current desc, n_repeats desc, failure_mode_id
        """  # noqa: S608 - dates of the marts
        if current
        else "select 1 where false",
        needs=("fct_incidents",),
    )
    cells: list[list[Cell]] = [
        [
            Link(
                incidents_link(failure_mode=row["failure_mode_id"][:ID_LIMIT]),
                plain(row["failure_mode_id"], 60),
            ),
            Number(row["n_current"], count(row["n_current"])),
            Number(row["n_repeats"], count(row["n_repeats"])),
            Number(row["n_incidents"], count(row["n_incidents"])),
            Number(row["n_services"], count(row["n_services"])),
            words(row["incident_class"]),
            Number(row["last_on"].toordinal(), day(row["last_on"])),
        ]
        for row in rows[:SHOWN_MODES]
    ]
    return Table(
        id="failure-modes",
        caption="Failure modes that came back",
        empty="No known failure mode has come back, or none is delivered.",
        columns=[
            Column("Failure mode"),
            Column("Now", is_number=True),
            Column("Repeats", is_number=True),
            Column("In all", is_number=True),
            Column("Services", is_number=True),
            Column("Mostly", filters=True),
            Column("Last seen", is_number=True),
        ],
        rows=cells,
        note="Now: incidents in the current window. In all, and repeats of these: over"
        " all months. Only incidents with a known failure mode can show up here."
        + (
            f" {count(SHOWN_MODES)} of {count(len(rows))} modes are listed."
            if len(rows) > SHOWN_MODES
            else ""
        ),
        page=8,
    )


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
            *_LABEL_COLUMNS,
            Column("Baseline", is_number=True),
            Column("Current", is_number=True),
            Column("Change", is_number=True),
            Column("Interval"),
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
        *_labels(row),
        Number(row["baseline_value"], unit.figure(row["baseline_value"])),
        Number(row["current_value"], unit.figure(row["current_value"])),
        Number(row["change"], unit.change(row["change"], scale)),
        unit.change_interval(row["change_low"], row["change_high"], scale)
        if row["change"] is not None
        else "–",
        Verdict(VERDICTS.get(row["verdict"], "few"), row["verdict"]),
        row["confidence"] or "–",
        Number(row["n_baseline"], count(row["n_baseline"])),
        Number(row["n_current"], count(row["n_current"])),
        Link(_link(metric.id, row, "current"), "show"),
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
