"""`python -m scorecard.calibrate.broken`: does the calibration notice a wrong formula?

Each formula is broken in a copy of the project, one at a time; the copy is compiled
and calibrated, and the lines that then miss their target by far are shown.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from scorecard.calibrate.breaks import BREAKS, Break
from scorecard.console import fail, say
from scorecard.warehouse import PROJECT

COPIED = (
    "dbt_project.yml",
    "macros",
    "models",
    "profiles",
    "scripts",
    "seeds",
    "tests/generic",
)
STANDARD_ERRORS = 3.0
"""How far beyond its target a line must lie: chance does that once in 700."""
REPLICATES = 100


def main(
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FORMULA",
            help="Break only this one, named as in the table; may be given often.",
        ),
    ] = None,
    replicates: Annotated[
        int, typer.Option(min=2, help="Simulated years per scenario.")
    ] = REPLICATES,
    processes: Annotated[
        int, typer.Option(min=1, help="How many run at once; changes no figure.")
    ] = 2,
    unbroken: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="What scorecard.calibrate --json wrote of the project as it is: its"
            " shares are shown in brackets.",
        ),
    ] = None,
) -> None:
    """Break one formula after another, and show which lines notice it.

    Takes about a minute of processor time each. Exit code 1 when one goes unnoticed.
    """
    unknown = sorted(set(only or ()) - {one.formula for one in BREAKS})
    if unknown:
        names = ", ".join(one.formula for one in BREAKS)
        raise typer.BadParameter(
            f"no formula {', '.join(unknown)}; there are {names}", param_hint="--only"
        )
    chosen = [one for one in BREAKS if not only or one.formula in only]
    usual = shares(_scenarios(unbroken)) if unbroken else {}
    table = Table("formula", "broken", "noticed by", title_justify="left")
    unnoticed = 0
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "project"
        copy_project(project)
        for one in chosen:
            found = noticed(one, project, replicates, processes, usual)
            unnoticed += not found
            table.add_row(one.formula, one.how, "\n".join(found) or "nothing")
            say(f"{one.formula}: {'; '.join(found) or 'nothing'}")
    console = Console()
    if not console.is_terminal:
        console.width = 120
    console.print(table)
    if unnoticed:
        fail(f"{unnoticed} of {len(chosen)} go unnoticed")
        raise typer.Exit(1)


def noticed(
    one: Break,
    project: Path,
    replicates: int,
    processes: int = 2,
    usual: Mapping[tuple[str, str], float] = MappingProxyType({}),
) -> list[str]:
    """Return the lines that miss their target by far when a formula is broken.

    Args:
        project: a copy of the project; left as it was.
        usual: what lines show otherwise, by scenario and line.
    """
    path = project / one.path
    right = path.read_text(encoding="utf-8")
    if one.old not in right:
        raise typer.BadParameter(f"{one.path} has no {one.old!r}", param_hint="BREAKS")
    path.write_text(right.replace(one.old, one.new), encoding="utf-8")
    try:
        return far_off(_calibrated(project, one, replicates, processes), usual)
    finally:
        path.write_text(right, encoding="utf-8")


def copy_project(to: Path) -> None:
    """Copy what dbt and the calibration read."""
    for name in COPIED:
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, to / name)
        else:
            to.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, to / name)


def _calibrated(
    project: Path, one: Break, replicates: int, processes: int
) -> list[dict[str, Any]]:
    figures = project / "figures.json"
    figures.unlink(missing_ok=True)
    command = [sys.executable, "-m", "scorecard.calibrate", "--json", str(figures)]
    command += ["--replicates", str(replicates * one.times)]
    command += ["--processes", str(processes)]
    command += ["--artifacts", str(project / "artifacts")]
    for scenario in one.scenarios:
        command += ["--scenario", scenario]
    # the copy's own package, which takes the copy for the project
    environment = {**os.environ, "PYTHONPATH": str(project / "scripts")}
    done = subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True
    )
    if not figures.exists():
        fail(f"{one.formula}: {done.stdout}{done.stderr}")
        raise typer.Exit(1)
    # a run that passes has noticed nothing
    return _scenarios(figures) if done.returncode == 1 else []


def _scenarios(figures: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(figures.read_text(encoding="utf-8"))[
        "scenarios"
    ]
    return found


def shares(scenarios: Sequence[dict[str, Any]]) -> dict[tuple[str, str], float]:
    """Return the shares of a JSON report, by scenario and line."""
    return {
        (scenario["scenario"], line["line"]): line["share"]
        for scenario in scenarios
        for line in scenario["lines"]
    }


def far_off(
    scenarios: Sequence[dict[str, Any]],
    usual: Mapping[tuple[str, str], float] = MappingProxyType({}),
) -> list[str]:
    """Return in words which lines of a JSON report miss their target by far.

    Args:
        usual: what lines show otherwise, by scenario and line; in brackets.
    """
    found = []
    for scenario in scenarios:
        for line in scenario["lines"]:
            allowance = STANDARD_ERRORS * line["standard_error"]
            low, high, share = line["low"], line["high"], line["share"]
            if (low is not None and share < low - allowance) or (
                high is not None and share > high + allowance
            ):
                otherwise = usual.get((scenario["scenario"], line["line"]))
                found.append(
                    f"{scenario['scenario']} {line['line']} {share:.3f}"
                    + (f" ({otherwise:.3f})" if otherwise is not None else "")
                )
    return found


if __name__ == "__main__":
    typer.run(main)
