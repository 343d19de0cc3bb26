"""The record that every run leaves: a folder with a JSON summary."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scorecard.warehouse import Warehouse

SUMMARY = "summary.json"


@dataclass(kw_only=True)
class Run:
    """One run as it goes on; `seconds` of wall clock by stage.

    Attributes:
        outcome: 'running', 'succeeded', or 'failed'.
        reason: why it failed, in a sentence.
    """

    folder: Path
    command: str
    started_at: datetime
    outcome: str = "running"
    reason: str | None = None
    seconds: dict[str, float] = field(default_factory=dict)
    landing: dict[str, Any] = field(default_factory=dict)
    build: dict[str, Any] = field(default_factory=dict)
    checks: dict[str, Any] = field(default_factory=dict)
    published: bool = False

    @property
    def run_id(self) -> str:
        """The name of the run's folder."""
        return self.folder.name

    @property
    def artifacts(self) -> Path:
        """Where dbt leaves its artifacts and its log."""
        return self.folder / "dbt"

    def save(self) -> None:
        """Write the summary as it stands, whole or not at all."""
        content = {"run_id": self.run_id, **asdict(self)}
        del content["folder"]
        new = self.folder / f"{SUMMARY}.new"
        new.write_text(
            json.dumps(content, indent=2, default=str) + "\n", encoding="utf-8"
        )
        new.replace(self.folder / SUMMARY)


def start_run(warehouse: Warehouse, command: str) -> Run:
    """Make the folder of a new run; its name sorts by time."""
    now = datetime.now(UTC).replace(tzinfo=None)
    warehouse.runs.mkdir(mode=0o700, exist_ok=True)
    number = 0
    while True:
        name = f"{now:%Y%m%dT%H%M%SZ}" + (f"-{number}" if number else "")
        folder = warehouse.runs / name
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            number += 1
            continue
        run = Run(folder=folder, command=command, started_at=now)
        run.artifacts.mkdir()
        run.save()
        return run


def last_summaries(warehouse: Warehouse, count: int) -> list[dict[str, Any]]:
    """Return the newest runs' summaries, newest first; unreadable ones left out."""
    summaries = []
    for path in sorted(warehouse.runs.glob(f"*/{SUMMARY}"), reverse=True)[:count]:
        try:
            summaries.append(json.loads(path.read_text(encoding="utf-8")))
        except ValueError:
            continue
    return summaries
