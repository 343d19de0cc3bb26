"""`python -m scorecard.calibrate`: simulate, measure, print, and exit 1 on a miss."""

from __future__ import annotations

import json
import tempfile
import time
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from scorecard.calibrate.project_sql import CalibrateError, compile_project
from scorecard.calibrate.report import as_json, missed, tables
from scorecard.calibrate.run import Result, calibrate
from scorecard.calibrate.scenario import Scenario
from scorecard.calibrate.scenarios import BY_NAME, SCENARIOS
from scorecard.console import fail, say, stage

WIDTH = 100
"""Characters per line of tables that go into a file."""


def main(
    replicates: Annotated[
        int,
        typer.Option(
            min=2,
            help="Simulated years per scenario; single cells, which are cheap, take"
            " ten times as many.",
        ),
    ] = 400,
    scenario: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Only this one; may be given several times. One of: "
            + ", ".join(BY_NAME)
            + ".",
        ),
    ] = None,
    seed: Annotated[
        int, typer.Option(min=0, help="Of all random numbers: same seed, same table.")
    ] = 1,
    processes: Annotated[
        int, typer.Option(min=1, help="How many run at once; changes no figure.")
    ] = 2,
    json_file: Annotated[
        Path | None,
        typer.Option("--json", metavar="FILE", help="Write every figure to this file."),
    ] = None,
    artifacts: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Keep dbt's artifacts in this folder; the next compile is quicker.",
        ),
    ] = None,
    manifest: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="manifest.json of a compile of this project, which saves compiling.",
        ),
    ] = None,
) -> None:
    """Check intervals, margins and verdicts on simulated data whose truth is known.

    The project's compiled SQL computes every figure; here is only the simulation and
    the counting. Exit code 1 when a target is missed. docs/calibration.md says how to
    read the tables.
    """
    chosen = _chosen(scenario)
    started = time.perf_counter()
    with ExitStack() as stack:
        try:
            if manifest is None:
                folder = artifacts or Path(
                    stack.enter_context(tempfile.TemporaryDirectory())
                )
                say("compiling the project")
                wanted = sorted({model for one in chosen for model in one.wanted})
                manifest = compile_project(folder, wanted)
            with stage("simulate") as progress:
                results = calibrate(
                    manifest,
                    chosen,
                    replicates=replicates,
                    seed=seed,
                    processes=processes,
                    on_progress=progress.advance,
                )
        except CalibrateError as problem:
            fail(str(problem))
            raise typer.Exit(1) from None
    if json_file:
        _write(json_file, results, replicates, seed)
    _print(results)
    misses = missed(results)
    lines = sum(len(result.figures) for result in results)
    say(
        f"{lines} lines, {len(misses)} missed; {replicates} replicates, seed {seed},"
        f" {time.perf_counter() - started:.0f} s"
    )
    if misses:
        raise typer.Exit(1)


def _chosen(names: list[str] | None) -> list[Scenario]:
    unknown = sorted(set(names or ()) - set(BY_NAME))
    if unknown:
        raise typer.BadParameter(
            f"no scenario {', '.join(unknown)}; there are {', '.join(BY_NAME)}",
            param_hint="--scenario",
        )
    return [one for one in SCENARIOS if not names or one.name in names]


def _write(path: Path, results: list[Result], replicates: int, seed: int) -> None:
    content = {
        "replicates": replicates,
        "seed": seed,
        "duckdb": version("duckdb"),
        "numpy": version("numpy"),
        "scenarios": as_json(results),
    }
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _print(results: list[Result]) -> None:
    console = Console()
    if not console.is_terminal:
        # a file has no width; the tables need this much
        console.width = WIDTH
    for table in tables(results):
        console.print(table)
    console.print(
        "error: one standard error of the share, by chance of the simulation.\n"
        "*: not a published target; watches a formula to which those do not react.",
        style="dim",
    )


if __name__ == "__main__":
    typer.run(main)
