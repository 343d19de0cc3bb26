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
from collections.abc import Sequence
from pathlib import Path
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
) -> None:
    """Break one formula after another, and show which lines notice it.

    Takes about a minute of processor time each. Exit code 1 when one goes unnoticed.
    """
    chosen = [one for one in BREAKS if not only or one.formula in only]
    if not chosen:
        names = ", ".join(one.formula for one in BREAKS)
        raise typer.BadParameter(f"there are {names}", param_hint="--only")
    table = Table("formula", "broken", "noticed by", title_justify="left")
    unnoticed = 0
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "project"
        copy_project(project)
        for one in chosen:
            found = noticed(one, project, replicates)
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


def noticed(one: Break, project: Path, replicates: int) -> list[str]:
    """Return the lines that miss their target by far when a formula is broken.

    Args:
        project: a copy of the project; left as it was.
    """
    path = project / one.path
    right = path.read_text(encoding="utf-8")
    if one.old not in right:
        raise typer.BadParameter(f"{one.path} has no {one.old!r}", param_hint="BREAKS")
    path.write_text(right.replace(one.old, one.new), encoding="utf-8")
    try:
        return _far_off_in(project, one, replicates)
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


def _far_off_in(project: Path, one: Break, replicates: int) -> list[str]:
    figures = project / "figures.json"
    figures.unlink(missing_ok=True)
    command = [sys.executable, "-m", "scorecard.calibrate", "--json", str(figures)]
    command += ["--replicates", str(replicates * one.times)]
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
    return far_off(json.loads(figures.read_text(encoding="utf-8"))["scenarios"])


def far_off(scenarios: Sequence[dict[str, Any]]) -> list[str]:
    """Return in words which lines of a JSON report miss their target by far."""
    found = []
    for scenario in scenarios:
        for line in scenario["lines"]:
            allowance = STANDARD_ERRORS * line["standard_error"]
            low, high, share = line["low"], line["high"], line["share"]
            if (low is not None and share < low - allowance) or (
                high is not None and share > high + allowance
            ):
                found.append(f"{scenario['scenario']} {line['line']} {share:.2f}")
    return found


if __name__ == "__main__":
    typer.run(main)
