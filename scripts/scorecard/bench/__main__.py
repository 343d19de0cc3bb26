"""`python -m scorecard.bench`: measure, print, and keep if asked to."""

from __future__ import annotations

import json
import os
import platform
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import psutil
import typer
from rich.console import Console

from scorecard.bench.measure import measure
from scorecard.bench.model import BenchError
from scorecard.bench.report import as_json, tables
from scorecard.console import fail, say

DEFAULT_SIZES = (2_000, 20_000, 100_000)
WIDTH = 100
"""Characters per line of tables that go into a file."""


def main(
    incidents: Annotated[
        list[int] | None,
        typer.Option(
            min=1,
            help="Size of an export; may be given several times."
            " [default: 2000, 20000, 100000]",
        ),
    ] = None,
    keep: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Keep bench.json, exports and warehouses in this folder.",
        ),
    ] = None,
) -> None:
    """Measure landing, dbt build, checks and publishing on generated exports.

    The same models also run as plain SQL, for what dbt adds. Takes minutes; leave the
    machine alone meanwhile. docs/performance.md says what each figure means.
    """
    sizes = sorted(set(incidents or DEFAULT_SIZES))
    measured = []
    with ExitStack() as stack:
        root = keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        try:
            for size in sizes:
                folder = root / f"{size}_incidents"
                is_largest = size == sizes[-1]
                measured.append(measure(size, folder, say, increment=is_largest))
        except BenchError as problem:
            fail(str(problem))
            raise typer.Exit(1) from None
    if keep:
        content = {"machine": _machine(), **as_json(measured)}
        text = json.dumps(content, indent=2) + "\n"
        (keep / "bench.json").write_text(text, encoding="utf-8")
    console = Console()
    if not console.is_terminal:
        # a file has no width; the tables need this much
        console.width = WIDTH
    for table in tables(measured):
        console.print(table)


def _machine() -> dict[str, Any]:
    packages = ("duckdb", "dbt-core", "dbt-duckdb", "great-expectations")
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "memory_bytes": psutil.virtual_memory().total,
        "system": platform.platform(),
        "python": platform.python_version(),
        **{name: version(name) for name in packages},
    }


if __name__ == "__main__":
    typer.run(main)
