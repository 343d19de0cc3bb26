"""What is in a warehouse, for people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from scorecard.publish import newest_landing
from scorecard.runs import last_summaries
from scorecard.warehouse import Warehouse


@dataclass(frozen=True, kw_only=True)
class Status:
    """What readers of a warehouse see, and how it came about.

    Attributes:
        newest_landing: UTC; None when nothing was ever landed.
        last_run: summary of the newest run, or None.
        published: the row of published_run, or None when nothing is published.
        rows: row_accounting of the tables that have rows.
        quarantine: rows set aside, by source, table and rule.
        metrics: every metric with whether it is measured and why not.
    """

    newest_landing: datetime | None
    last_run: dict[str, Any] | None
    published: dict[str, Any] | None
    rows: list[dict[str, Any]]
    quarantine: list[dict[str, Any]]
    metrics: list[dict[str, Any]]


def read_status(warehouse: Warehouse) -> Status:
    """Read the status from the published file and the records of the runs."""
    runs = last_summaries(warehouse, 1)
    published: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    quarantine: list[dict[str, Any]] = []
    metrics: list[dict[str, Any]] = []
    if warehouse.published_file.exists():
        with duckdb.connect(str(warehouse.published_file), read_only=True) as reader:
            published = _query(reader, "select * from marts.published_run")
            rows = _query(
                reader,
                "select * from marts.row_accounting where raw > 0"
                " order by source, table_name",
            )
            quarantine = _query(
                reader,
                "select source, table_name, rule, count(*) as n_rows"
                " from marts.quarantine group by all order by all",
            )
            metrics = _query(
                reader,
                "select metric_id, layer, is_measured, n_incidents, reason"
                " from marts.metric_coverage order by layer, metric_id",
            )
    return Status(
        newest_landing=newest_landing(warehouse),
        last_run=runs[0] if runs else None,
        published=published[0] if published else None,
        rows=rows,
        quarantine=quarantine,
        metrics=metrics,
    )


def show_status(warehouse: Warehouse, status: Status) -> None:
    """Print the status as tables on standard output."""
    out = Console(highlight=False)
    out.print(f"warehouse       {escape(str(warehouse.folder))}", soft_wrap=True)
    out.print(f"newest landing  {_moment(status.newest_landing)}")
    out.print(f"last run        {escape(_last_run(status.last_run))}", soft_wrap=True)
    if status.published is None:
        out.print("published       nothing yet: scorecard run --exports DIR")
        return
    out.print(
        f"published       run {status.published['run_id']},"
        f" {_moment(status.published['published_at'])}"
    )
    out.print(
        _table(
            "Rows",
            [
                "source",
                "table",
                "raw",
                "accepted",
                "superseded",
                "deleted",
                "set aside",
            ],
            [list(row.values()) for row in status.rows],
        )
    )
    if status.quarantine:
        out.print(
            _table(
                "Quarantine (why: select * from marts.quarantine)",
                ["source", "table", "rule", "rows"],
                [list(row.values()) for row in status.quarantine],
            )
        )
    out.print(
        _table(
            "Metrics",
            ["layer", "metric", "incidents", "measured?"],
            [
                [row["layer"], row["metric_id"], row["n_incidents"], row["reason"]]
                for row in status.metrics
            ],
        )
    )


def _query(reader: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    answer = reader.execute(sql)
    names = [column[0] for column in answer.description or []]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def _table(title: str, headings: list[str], rows: list[list[Any]]) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(
            *(
                f"{cell:,}" if isinstance(cell, int) else escape(str(cell))
                for cell in row
            )
        )
    return table


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "never"


def _last_run(run: dict[str, Any] | None) -> str:
    if run is None:
        return "none"
    text = f"{run['run_id']} ({run['command']}) {run['outcome']}"
    return f"{text}: {run['reason']}" if run["reason"] else text
