"""`python -m scorecard.placebo`: compare where nothing happened, and count."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from scorecard.build import build
from scorecard.console import fail, say
from scorecard.landing import LandingError, land
from scorecard.placebo.designs import Cut, draw_design
from scorecard.placebo.report import Found, table, tallies
from scorecard.placebo.rerun import Rerun, reopened
from scorecard.warehouse import Warehouse

DEFAULT_CUTS = (
    Cut(date(2016, 3, 1), date(2016, 4, 16), date(2016, 6, 1)),
    Cut(date(2016, 3, 1), date(2016, 5, 1), date(2016, 6, 1)),
    Cut(date(2016, 3, 16), date(2016, 4, 16), date(2016, 5, 16)),
    Cut(date(2016, 3, 1), date(2016, 4, 1), date(2016, 5, 1)),
    Cut(date(2016, 4, 1), date(2016, 5, 1), date(2016, 6, 1)),
)
WIDTH = 150
"""Characters per line of a table that goes into a file."""


def main(
    exports: Annotated[
        Path,
        typer.Option(
            metavar="DIR", help="Folder of exports with DIR/servicenow in it."
        ),
    ],
    keep: Annotated[
        Path,
        typer.Option(
            metavar="DIR",
            help="New folder for the warehouse, each design's configuration and the"
            " counts.",
        ),
    ],
    draws: Annotated[int, typer.Option(min=1, help="Designs for each cut.")] = 20,
    seed: Annotated[int, typer.Option(help="Another seed, other designs.")] = 1,
    cut: Annotated[
        list[str] | None,
        typer.Option(
            metavar="START,MIDDLE,END",
            help="Windows on both sides of MIDDLE; may be given several times. By"
            " default five cuts of March to May 2016.",
        ),
    ] = None,
) -> None:
    """Call half of an export treated, by lot, and count the effects that are found.

    Takes some seconds for each design, after one ordinary build. Twice over: once with
    the labels that the incidents have, once with labels handed round among them.
    """
    try:
        cuts = [Cut.parse(text) for text in cut] if cut else list(DEFAULT_CUTS)
        if keep.exists() and any(keep.iterdir()):
            raise ValueError(f"{keep} is not empty: name another folder, or delete it")
        if not (exports / "servicenow").is_dir():
            raise ValueError(f"{exports} has no folder servicenow: nothing to deal")
    except ValueError as problem:
        fail(str(problem))
        raise typer.Exit(2) from None
    try:
        found = _compare(exports, keep, cuts, draws, seed)
    except (LandingError, PlaceboError) as problem:
        fail(str(problem))
        raise typer.Exit(1) from None
    counted = tallies(found)
    content = [{"key": key, **asdict(tally)} for key, tally in counted.items()]
    (keep / "placebo.json").write_text(
        json.dumps(content, indent=1) + "\n", encoding="utf-8"
    )
    console = Console()
    if not console.is_terminal:
        console.width = WIDTH
    console.print(table(counted))


class PlaceboError(Exception):
    """There is nothing to compare."""


def _compare(
    exports: Path, keep: Path, cuts: list[Cut], draws: int, seed: int
) -> list[Found]:
    warehouse = Warehouse.at(keep / "warehouse")
    artifacts = keep / "dbt"
    artifacts.mkdir(parents=True)
    if land(exports, warehouse.raw).failed:
        raise PlaceboError("a file could not be read: `scorecard land` says which")
    say("building once; this takes a minute")
    try:
        # its statements are run again, so they must be those of a full build
        if not build(warehouse, None, artifacts, full_refresh=True).ok:
            raise PlaceboError(f"the build failed; {artifacts / 'dbt.log'} says why")
    finally:
        shutil.rmtree(warehouse.workspace, ignore_errors=True)
    manifest = json.loads((artifacts / "manifest.json").read_text(encoding="utf-8"))
    found = []
    with reopened(warehouse.build_file, manifest) as rerun:
        for draw in range(draws):
            found += _compare_draw(rerun, keep, cuts, draw, seed)
            say(f"draw {draw + 1} of {draws}")
    return found


def _compare_draw(
    rerun: Rerun, keep: Path, cuts: list[Cut], draw: int, seed: int
) -> list[Found]:
    designs = [draw_design(*rerun.labels(), cut, draw, seed) for cut in cuts]
    found = []
    for design in designs:
        design.write(keep / "designs" / f"{draw}_{design.cut}".replace(",", "_"))
        found.append(Found(design.cut, "labels", tuple(rerun.run(design))))
    with rerun.shuffled(f"{seed}/{draw}"):
        for design in designs:
            found.append(Found(design.cut, "incidents", tuple(rerun.run(design))))
    return found


if __name__ == "__main__":
    typer.run(main)
