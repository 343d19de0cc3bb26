"""`python -m scorecard.example`: write an example export."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from scorecard.example import generate, write_config


class Format(StrEnum):
    """What the files are written in."""

    mixed = "mixed"
    parquet = "parquet"
    csv = "csv"
    ndjson = "ndjson"


def main(
    output: Annotated[
        Path, typer.Option(help="Folder of the export; the files go to its standard/.")
    ],
    incidents: Annotated[int, typer.Option(min=1, help="Number of incidents.")] = 1800,
    months: Annotated[
        int, typer.Option(min=2, max=120, help="Months, the last is June 2026.")
    ] = 18,
    seed: Annotated[
        int, typer.Option(min=0, help="The same seed gives the same bytes.")
    ] = 20260101,
    format: Annotated[  # noqa: A002 - the option's name
        Format, typer.Option(help="One format for all files, or a mixture.")
    ] = Format.mixed,
    truth: Annotated[
        Path | None, typer.Option(help="JSON file for the planted effects.")
    ] = None,
    config: Annotated[
        Path | None, typer.Option(help="Folder for the seeds that go with the export.")
    ] = None,
) -> None:
    """Write the exports of an example company that introduces AI SRE half-way."""
    try:
        planted = generate(
            output,
            incidents=incidents,
            months=months,
            seed=seed,
            formats=format.value,
        )
    except FileExistsError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    if config is not None:
        write_config(config, months=months)
    if truth is not None:
        truth.write_text(planted.to_json() + "\n", encoding="utf-8")
    total = sum(count.raw for count in planted.rows.values())
    typer.echo(f"{incidents} incidents, {total} rows in {output / 'standard'}")


if __name__ == "__main__":
    typer.run(main)
