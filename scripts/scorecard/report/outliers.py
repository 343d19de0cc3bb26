"""What stands out: a slower p90, incidents far beyond their segment, repeats."""

from __future__ import annotations

from scorecard.report.book import Book, Metric
from scorecard.report.cells import (
    Cell,
    Column,
    Link,
    Number,
    Table,
    Verdict,
    incidents_link,
)
from scorecard.report.formatting import count, day, number, plain, words
from scorecard.report.incidents import ID_LIMIT
from scorecard.report.marts import Row
from scorecard.report.segments import LABEL_COLUMNS, labels, segment_link

MIN_P90 = 10
"""Observations in both windows below which a p90 is not compared."""
SHOWN_MODES = 100


def regressions(book: Book) -> Table:
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
            *LABEL_COLUMNS,
            Column("p90 then", is_number=True),
            Column("Interval then", is_number=True),
            Column("p90 now", is_number=True),
            Column("Interval now", is_number=True),
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
        *labels(row),
        Number(row["p90_was"], unit.figure(row["p90_was"])),
        Number(row["low_was"], unit.interval(row["low_was"], row["high_was"])),
        Number(row["p90_now"], unit.figure(row["p90_now"])),
        Number(row["low_now"], unit.interval(row["low_now"], row["high_now"])),
        Number(times, f"× {number(times, 2)}" if times else "–"),
        Verdict("regressed", "apart") if row["is_apart"] else Verdict("few", "overlap"),
        Number(row["n_was"], count(row["n_was"])),
        Number(row["n_now"], count(row["n_now"])),
        Link(segment_link(metric.id, row, "current"), "show"),
    ]


def outliers(book: Book) -> Table:
    """List the incidents far beyond their segment, as incident_outliers ranks them."""
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
                Link(
                    incidents_link(row["metric_id"], id=row["incident_id"][:ID_LIMIT]),
                    plain(row["incident_id"], 60),
                ),
                plain(row["title"], 120) or "–",
                metric.name,
                words(row["window_name"]),
                *labels(row),
                Number(row["minutes"], unit.figure(row["minutes"] / per)),
                Number(
                    row["times_median"],
                    f"× {number(row['times_median'], 1)}"
                    if row["times_median"] is not None
                    else "–",
                ),
                Number(row["n_segment"], count(row["n_segment"])),
                Verdict("regressed", "yes")
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
            Column("Incident"),
            Column("Title", is_wide=True),
            Column("Metric", filters=True),
            Column("Window", filters=True),
            *LABEL_COLUMNS,
            Column("Took", is_number=True),
            Column("Of the median", is_number=True),
            Column("n segment", is_number=True),
            Column("p90 worse", filters=True),
        ],
        rows=cells,
        note=(
            "Beyond 3.5 robust standard deviations of their severity, class and tier."
            " They stay in every figure."
            + (
                ""
                if any(row["window_name"] == "current" for row in rows)
                else " None of them is in the current window."
            )
        ),
        page=8,
    )


def _some(names: list[str | None]) -> str:
    """Return the first of some names, and how many more there are."""
    known = [plain(name, 40) for name in names if name]
    more = f" and {count(len(known) - 1)} more" if len(known) > 1 else ""
    return f"{known[0]}{more}" if known else "–"


def failure_modes(book: Book) -> Table:
    """List failure modes that came back, the busiest of the current window first."""
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
            list_sort(
                list(distinct coalesce(service_name, service_id))
            ) as services,
            max(started_on) as last_on,
            list_sort(list(distinct incident_class)) as classes
        from marts.fct_incidents
        left join marts.dim_services using (service_id)
        where is_countable and failure_mode_id is not null
        group by failure_mode_id
        having n_repeats > 0
        order by n_current desc, n_repeats desc, failure_mode_id
        """  # noqa: S608 - dates of the marts
        if current
        else "select 1 where false",
        needs=("fct_incidents", "dim_services"),
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
            _some(row["services"]),
            ", ".join(words(label) for label in row["classes"]),
            Number(row["last_on"].toordinal(), day(row["last_on"])),
        ]
        for row in rows[:SHOWN_MODES]
    ]
    return Table(
        id="failure-modes",
        caption="Failure modes that came back",
        empty="No known failure mode has come back."
        if book.is_measured("repeat_incident_rate")
        else "Not measured: no export names the failure mode of an incident.",
        columns=[
            Column("Failure mode"),
            Column("Now", is_number=True),
            Column("Repeats", is_number=True),
            Column("In all", is_number=True),
            Column("Service"),
            Column("Class"),
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
