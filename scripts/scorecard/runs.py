"""The record that every run leaves: a folder with a JSON summary, logs and pages."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import sys
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from scorecard.files import write_whole
from scorecard.redaction import redacted
from scorecard.warehouse import Warehouse

SUMMARY = "summary.json"
LOG = "run.log"

FORMAT = 1
"""Of the summary: grows when a key changes its meaning or goes, not when one is new."""

KEPT = 30
"""Runs that are kept, unless told otherwise."""

PACKAGES = (
    "ai-sre-scorecard",
    "dbt-core",
    "dbt-duckdb",
    "duckdb",
    "great-expectations",
)

_RUN_ID = re.compile(r"\d{8}T\d{6}Z(-\d+)?")


@dataclass(kw_only=True)
class Run:
    """One run as it goes on.

    Attributes:
        outcome: 'running', 'succeeded', 'failed', or 'killed' when it ended without a
            word: the next run finds that out.
        exit_code: of the command; None while it runs, and of a killed one.
        reason: why it failed, in a sentence.
        phase: what it is doing, or was doing last.
        seconds: wall clock by phase.
        rows: of each raw table what became of its rows, as in marts.row_accounting.
        quarantine: rows set aside, by source, table and rule.
        version: name of the version that it gave to readers.
    """

    folder: Path
    command: str
    started_at: datetime
    ended_at: datetime | None = None
    outcome: str = "running"
    exit_code: int | None = None
    reason: str | None = None
    phase: str | None = None
    seconds: dict[str, float] = field(default_factory=dict)
    landing: dict[str, Any] = field(default_factory=dict)
    build: dict[str, Any] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)
    quarantine: list[dict[str, Any]] = field(default_factory=list)
    checks: dict[str, Any] = field(default_factory=dict)
    published: bool = False
    version: str | None = None
    git_revision: str | None = None
    versions: dict[str, str] = field(default_factory=dict)
    process: dict[str, Any] = field(default_factory=dict)

    @property
    def run_id(self) -> str:
        """The name of the run's folder."""
        return self.folder.name

    @property
    def artifacts(self) -> Path:
        """Where dbt leaves its artifacts and its log."""
        return self.folder / "dbt"

    @property
    def log(self) -> Path:
        """All that the run said, and the traceback of what it did not expect."""
        return self.folder / LOG

    def end(self, exit_code: int, reason: str | None = None) -> None:
        """Note how the run ended; `save` writes it down."""
        self.ended_at = _now()
        self.exit_code = exit_code
        self.outcome = "failed" if exit_code else "succeeded"
        self.reason = reason

    def summary(self) -> str:
        """Return the summary as JSON, without secrets."""
        content = {"format": FORMAT, "run_id": self.run_id, **asdict(self)}
        del content["folder"]
        return redacted(json.dumps(content, indent=2, default=_as_json) + "\n")

    def save(self) -> None:
        """Write the summary as it stands, whole or not at all."""
        write_whole(self.folder / SUMMARY, self.summary())


def start_run(warehouse: Warehouse, command: str, revision: str | None = None) -> Run:
    """Make the folder of a new run; its name sorts by time."""
    now = _now()
    warehouse.runs.mkdir(mode=0o700, exist_ok=True)
    second = f"{now:%Y%m%dT%H%M%SZ}"
    # a name that pruning has made free would sort before runs that are older
    orders = map(_order, _folders(warehouse))
    number = max((last + 1 for begun, last in orders if begun == second), default=0)
    while True:
        name = second + (f"-{number}" if number else "")
        folder = warehouse.runs / name
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            number += 1
            continue
        run = Run(
            folder=folder,
            command=command,
            started_at=now,
            git_revision=revision,
            versions={"python": sys.version.split()[0]}
            | {package: version(package) for package in PACKAGES},
            process={"pid": os.getpid(), "host": socket.gethostname()},
        )
        run.artifacts.mkdir()
        run.save()
        return run


def summaries(warehouse: Warehouse) -> list[dict[str, Any]]:
    """Return the runs' summaries, newest first; unreadable ones are left out."""
    found = (_read(path) for path in _folders(warehouse))
    return [summary for summary in found if summary is not None]


def last_summary(warehouse: Warehouse) -> dict[str, Any] | None:
    """Return the summary of the newest run that has one."""
    for path in _folders(warehouse):
        if (summary := _read(path)) is not None:
            return summary
    return None


def bury_the_dead(warehouse: Warehouse) -> list[str]:
    """Note in the record of each run that was killed that it was; return their names.

    The caller holds the lock and has not started its own run, so whatever still says
    `running` is not.
    """
    killed = []
    for folder in _folders(warehouse):
        summary = _read(folder)
        if summary is not None and summary.get("outcome") == "running":
            summary["outcome"] = "killed"
            summary["reason"] = (
                "it ended without a word: it was killed, or the machine went down"
            )
            text = json.dumps(summary, indent=2) + "\n"
            write_whole(folder / SUMMARY, text)
            killed.append(folder.name)
    return killed


def prune_runs(warehouse: Warehouse, keep: int, needed: Collection[str] = ()) -> int:
    """Remove all but the newest runs and those named in `needed`; return how many."""
    gone = [path for path in _folders(warehouse)[keep:] if path.name not in needed]
    for path in gone:
        shutil.rmtree(path)
    return len(gone)


def _folders(warehouse: Warehouse) -> list[Path]:
    """Return the runs' folders, newest first."""
    if not warehouse.runs.is_dir():
        return []
    return sorted(
        (path for path in warehouse.runs.iterdir() if _RUN_ID.fullmatch(path.name)),
        key=_order,
        reverse=True,
    )


def _order(folder: Path) -> tuple[str, int]:
    """Return what runs are sorted by: the second, and the number within it."""
    second, _, number = folder.name.partition("-")
    # -10 comes after -9
    return second, int(number or 0)


def _read(folder: Path) -> dict[str, Any] | None:
    try:
        summary = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return summary if isinstance(summary, dict) else None


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def _as_json(value: object) -> str:
    # times of a summary are UTC and say so
    return f"{value.isoformat()}Z" if isinstance(value, datetime) else str(value)
