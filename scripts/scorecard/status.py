"""What is in a warehouse, for people and for machines; needs no lock."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from scorecard.build_file import BuildState, build_state
from scorecard.console import printable
from scorecard.lock import Owner, running
from scorecard.publish import newest_landing
from scorecard.runs import summaries
from scorecard.versions import Version, list_versions
from scorecard.warehouse import Warehouse

FORMAT = 1
"""Of the JSON: grows when a key changes its meaning or goes, not when one is new."""

Rows = list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Status:
    """What readers of a warehouse see, and how it came about.

    Attributes:
        running: who is using the warehouse now, or None.
        newest_landing: UTC; None when nothing was ever landed.
        last_run: summary of the newest run, or None.
        last_success: summary of the newest run that gave readers a version, or None.
        build: what the private file is worth.
        published: the row of published_run, or None when nothing is published.
        versions: the versions that are kept, newest first.
        rows: row_accounting of the tables that have rows.
        quarantine: rows set aside, by source, table and rule.
        metrics: every metric with whether it is measured and why not.
        problems: what is damaged, with the way out.
    """

    running: Owner | None
    newest_landing: datetime | None
    last_run: dict[str, Any] | None
    last_success: dict[str, Any] | None
    build: BuildState
    published: dict[str, Any] | None
    versions: list[Version]
    rows: Rows = field(default_factory=list)
    quarantine: Rows = field(default_factory=list)
    metrics: Rows = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read_status(warehouse: Warehouse) -> Status:
    """Read the status from the published file and the records of the runs."""
    now_running = running(warehouse)
    runs = [_as_it_ended(run, now_running) for run in summaries(warehouse)]
    problems: list[str] = []
    try:
        landing = newest_landing(warehouse)
    except duckdb.Error as problem:
        landing = None
        problems.append(
            f"{warehouse.raw} has a damaged file: {str(problem).splitlines()[0]}. Run"
            " `scorecard build`, which names it and the way out"
        )
    published: dict[str, Any] | None = None
    rows: Rows = []
    quarantine: Rows = []
    metrics: Rows = []
    if warehouse.published_file.exists():
        try:
            published, rows, quarantine, metrics = _published(warehouse.published_file)
        except duckdb.Error as problem:
            problems.append(
                f"{warehouse.published_file} is damaged:"
                f" {str(problem).splitlines()[0]}. `scorecard publish` makes it anew"
                " from the last build, `scorecard publish --rollback` goes back to the"
                " version before"
            )
    return Status(
        running=now_running,
        newest_landing=landing,
        last_run=runs[0] if runs else None,
        last_success=next((run for run in runs if run.get("published")), None),
        build=build_state(warehouse),
        published=published,
        versions=list_versions(warehouse),
        rows=rows,
        quarantine=quarantine,
        metrics=metrics,
        problems=problems,
    )


def row_accounts(database: Path) -> tuple[Rows, Rows]:
    """Return what became of the raw rows, and those set aside by rule.

    Raises:
        duckdb.Error: the file cannot be read, or has no such marts.
    """
    with duckdb.connect(str(database), read_only=True) as reader:
        return _rows(reader), _quarantine(reader)


def status_json(warehouse: Warehouse, status: Status) -> str:
    """Return the status as JSON with the keys that docs/operations.md promises."""
    content = {
        "format": FORMAT,
        "warehouse": str(warehouse.folder),
        "running": asdict(status.running) if status.running else None,
        "newest_landing_at": status.newest_landing,
        "last_run": status.last_run,
        "last_success": status.last_success,
        "build": status.build,
        "published": status.published,
        "versions": [
            {
                "name": version.name,
                "published_at": version.published_at,
                "run_id": version.run_id,
                "is_current": version.is_current,
            }
            for version in status.versions
        ],
        "rows": status.rows,
        "quarantine": status.quarantine,
        "metrics": status.metrics,
        "problems": status.problems,
    }
    return json.dumps(content, indent=2, default=_as_json)


def show_status(warehouse: Warehouse, status: Status) -> None:
    """Print the status as tables on standard output."""
    out = Console(highlight=False, emoji=False)
    out.print(f"warehouse       {escape(str(warehouse.folder))}", soft_wrap=True)
    out.print(f"newest landing  {_moment(status.newest_landing)}")
    if status.running:
        out.print(f"running         {_shown(status.running)}", soft_wrap=True)
    out.print(f"last run        {_shown(_last_run(status.last_run))}", soft_wrap=True)
    for problem in status.problems:
        out.print(f"problem         {_shown(problem)}", soft_wrap=True)
    for unmet in (status.last_run or {}).get("checks", {}).get("unmet", []):
        told = f"{unmet['severity']:<16}{unmet['message']}"
        out.print(_shown(told), soft_wrap=True)
    if status.published is None:
        if not status.problems:
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


def _published(path: Path) -> tuple[dict[str, Any] | None, Rows, Rows, Rows]:
    with duckdb.connect(str(path), read_only=True) as reader:
        published = _query(reader, "select * from marts.published_run")
        metrics = _query(
            reader,
            "select metric_id, layer, is_measured, n_incidents, reason"
            " from marts.metric_coverage order by layer, metric_id",
        )
        return (
            published[0] if published else None,
            _rows(reader),
            _quarantine(reader),
            metrics,
        )


def _rows(reader: duckdb.DuckDBPyConnection) -> Rows:
    return _query(
        reader,
        "select * from marts.row_accounting where raw > 0 order by source, table_name",
    )


def _quarantine(reader: duckdb.DuckDBPyConnection) -> Rows:
    return _query(
        reader,
        "select source, table_name, rule, count(*) as n_rows"
        " from marts.quarantine group by all order by all",
    )


def _as_it_ended(run: dict[str, Any], now_running: Owner | None) -> dict[str, Any]:
    """Say of a run that was killed that it was, before the next one writes it down."""
    if run.get("outcome") != "running":
        return run
    pid = (run.get("process") or {}).get("pid")
    if now_running is not None and now_running.pid == pid:
        return run
    return {**run, "outcome": "killed", "reason": "it ended without a word"}


def _as_json(value: object) -> str:
    # times in a warehouse are UTC and say so
    return f"{value.isoformat()}Z" if isinstance(value, datetime) else str(value)


def show_versions(warehouse: Warehouse, versions: list[Version]) -> None:
    """Print the versions that are kept as a table on standard output."""
    out = Console(highlight=False, emoji=False)
    if not versions:
        out.print(f"{escape(str(warehouse.versions))}: no versions yet", soft_wrap=True)
        return
    rows = [
        [v.name, _moment(v.published_at), v.run_id, "current" if v.is_current else ""]
        for v in versions
    ]
    out.print(_table("Versions", ["version", "published", "run", "readers"], rows))


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
            *(f"{cell:,}" if isinstance(cell, int) else _shown(cell) for cell in row)
        )
    return table


def _shown(value: object) -> str:
    """Return text that a terminal shows and does not obey."""
    return escape(printable(str(value)))


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "never"


def _last_run(run: dict[str, Any] | None) -> str:
    if run is None:
        return "none"
    text = f"{run['run_id']} ({run['command']}) {run['outcome']}"
    if run["outcome"] in ("running", "killed"):
        text += f" in phase {run['phase']}"
    return f"{text}: {run['reason']}" if run["reason"] else text
