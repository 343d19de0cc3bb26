"""`python -m scorecard.docs`: write the generated pages, or check them."""

from __future__ import annotations

from typing import Annotated

import typer

from scorecard.docs import pages, stale
from scorecard.warehouse import PROJECT


def main(
    check: Annotated[
        bool,
        typer.Option("--check", help="Write nothing; exit 1 when a page is stale."),
    ] = False,
) -> None:
    """Write the generated parts of docs/metrics.md and docs/marts.md."""
    if check:
        old = stale(PROJECT)
        for page in old:
            typer.echo(f"{page.path}: stale. Run: python -m scorecard.docs", err=True)
        raise typer.Exit(1 if old else 0)
    for page in pages(PROJECT):
        page.write()


if __name__ == "__main__":
    typer.run(main)
