"""The method page: definitions, intervals, the run, what was set aside."""

from __future__ import annotations

from typing import Any

from scorecard.report.book import LAYERS, Book, Metric
from scorecard.report.cells import Cell, Column, Number, Table, fact
from scorecard.report.figures import metric_view
from scorecard.report.formatting import count, day, moment, plain, words
from scorecard.report.marts import Row

SAMPLES = 200
"""Rows of quarantine and of quality issues that a page carries."""


def method(book: Book) -> dict[str, Any]:
    """Return what the page shows."""
    return {
        "layers": [
            {
                "id": layer,
                "title": title,
                "metrics": [
                    _entry(book, m) for m in book.metrics.values() if m.layer == layer
                ],
            }
            for layer, (title, _) in LAYERS.items()
        ],
        "run": _run(book),
        "freshness": _freshness(book),
        "accounting": _accounting(book),
        "quarantine": _quarantine(book),
        "issues": _issues(book),
    }


def _entry(book: Book, metric: Metric) -> dict[str, Any]:
    row = metric.row
    coverage = book.coverage.get(metric.id)
    return {
        "metric": metric,
        "view": metric_view(book, metric) if metric.id in book.months else None,
        "computation": plain(row["computation"], 800),
        "pitfall": plain(row["pitfall"], 800),
        "better": {"up": "higher is better", "down": "lower is better"}.get(
            metric.better, "context: neither way is better"
        ),
        "reason": _reason(book, coverage) if coverage else "",
        "n_incidents": fact(
            "metric_coverage", coverage, "n_incidents", count(coverage["n_incidents"])
        )
        if coverage
        else None,
    }


def _reason(book: Book, coverage: Row) -> str:
    """Return why a metric has no figure, its missing captures by name."""
    lacking = book.name_all(coverage["missing_captures"])
    if not lacking:
        return plain(coverage["reason"], 400)
    return f"Not measured: no export brings {', '.join(lacking)}"


def _run(book: Book) -> dict[str, Any] | None:
    row = book.published
    if row is None:
        return None
    checks = {
        name: fact("published_run", row, f"checks_{name}", count(row[f"checks_{name}"]))
        for name in ("passed", "warned", "failed")
    }
    return {
        "id": plain(row["run_id"]),
        "started": moment(row["started_at"]),
        "published": moment(row["published_at"]),
        "revision": plain(row["git_revision"])[:12],
        "landed": moment(row["newest_landing_at"]),
        "checks": checks,
    }


def _freshness(book: Book) -> list[dict[str, Any]]:
    """Return by source when its incidents began and how recent the newest is."""
    rows = book.marts.query(
        "select source, count(*) as n, min(started_on) as first_on,"
        " max(started_on) as last_on,"
        " count(*) filter (where resolved_at is null) as n_open"
        " from marts.fct_incidents where is_countable group by source order by source",
        needs=("fct_incidents",),
    )
    return [
        {
            "source": plain(row["source"]),
            "n": count(row["n"]),
            "first": day(row["first_on"]),
            "last": day(row["last_on"]),
            "n_open": count(row["n_open"]),
        }
        for row in rows
    ]


def _accounting(book: Book) -> list[dict[str, Any]]:
    rows = book.marts.rows(
        "row_accounting", where='"raw" > 0', order="source, table_name"
    )

    def shown(row: Row, column: str) -> Any:
        return fact("row_accounting", row, column, count(row[column]))

    return [
        {
            "source": plain(row["source"]),
            "table": plain(row["table_name"]),
            **{
                name: shown(row, name)
                for name in ("raw", "accepted", "superseded", "deleted", "quarantined")
            },
        }
        for row in rows
    ]


def _quarantine(book: Book) -> dict[str, Any]:
    rows = book.marts.rows(
        "quarantine",
        order=f"source, table_name, rule, source_file, source_row limit {SAMPLES}",
    )
    n_rows = _n_rows(book, "quarantine")
    cells: list[list[Cell]] = [
        [
            plain(row["source"]),
            plain(row["table_name"]),
            words(row["rule"]),
            plain(row["source_file"]),
            Number(row["source_row"], count(row["source_row"])),
            plain(row["raw_row"], 200),
        ]
        for row in rows
    ]
    table = Table(
        id="quarantine",
        caption="Rows set aside",
        empty="No row was set aside.",
        columns=[
            Column("Source", filters=True),
            Column("Table", filters=True),
            Column("Rule", filters=True),
            Column("File"),
            Column("Row", is_number=True),
            Column("As it came", is_wide=True),
        ],
        rows=cells,
        note=_left_out(n_rows, len(cells), "quarantine"),
        page=8,
    )
    return {"n": count(n_rows), "table": table}


def _issues(book: Book) -> dict[str, Any]:
    rows = book.marts.rows(
        "quality_issues",
        order=f"rule, source, table_name, column_name, source_row limit {SAMPLES}",
    )
    n_rows = _n_rows(book, "quality_issues")
    cells: list[list[Cell]] = [
        [
            words(row["rule"]),
            plain(row["source"]),
            plain(row["table_name"]) or "–",
            plain(row["column_name"]) or "–",
            _as_it_came(book, row),
            plain(book.names.get(row["metric_id"], row["metric_id"])) or "–",
            plain(row["subject_id"]) or "–",
            plain(row["source_file"]) or "–",
        ]
        for row in rows
    ]
    table = Table(
        id="issues",
        caption="Values that could not be used",
        empty="Every value could be used.",
        columns=[
            Column("Rule", filters=True),
            Column("Source", filters=True),
            Column("Table", filters=True),
            Column("Column"),
            Column("As it came"),
            Column("Metric"),
            Column("Of"),
            Column("File"),
        ],
        rows=cells,
        note=_left_out(n_rows, len(cells), "quality_issues"),
        page=8,
    )
    return {"n": count(n_rows), "table": table}


def _as_it_came(book: Book, row: Row) -> str:
    """Return a value that was not used; a void duration in its metric's unit."""
    metric = book.metrics.get(row["metric_id"])
    if metric is not None and metric.kind == "duration":
        try:
            return metric.unit.figure(float(row["raw_value"]))
        except (TypeError, ValueError):
            pass
    return plain(row["raw_value"]) or "–"


def _n_rows(book: Book, table: str) -> int:
    rows = book.marts.query(
        f"select count(*) as n from marts.{table}",  # noqa: S608
        needs=(table,),
    )
    return int(rows[0]["n"]) if rows else 0


def _left_out(n_rows: int, n_shown: int, table: str) -> str:
    if n_rows <= n_shown:
        return ""
    return f"{count(n_shown)} of {count(n_rows)}; all are in marts.{table}."
