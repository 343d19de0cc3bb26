"""Draws the README's pictures from the demo: `make gallery`."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from scorecard.console import fail, say
from scorecard.report import browser
from scorecard.report.command import Format, ReportError, write_report
from scorecard.warehouse import PROJECT, Warehouse

IMAGES = PROJECT / "docs" / "images"


def draw(warehouse: Warehouse, images: Path) -> list[Path]:
    """Draw every page of a warehouse as a picture of its upper part.

    Raises:
        ReportError: there is no Chromium, or nothing is published.
    """
    if not warehouse.published_file.is_file():
        raise ReportError(f"{warehouse.published_file} is missing: make demo")
    images.mkdir(parents=True, exist_ok=True)
    drawn = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for page in write_report(warehouse.published_file, folder, Format.html):
            name = "scorecard" if page.stem == "index" else page.stem
            picture = folder / f"{name}.png"
            try:
                browser.take_picture(page, picture, height=HEIGHTS[name])
            except browser.NoBrowserError as problem:
                raise ReportError(str(problem)) from None
            drawn.append(Path(shutil.move(picture, images / picture.name)))
    return drawn


HEIGHTS = {"scorecard": 1150, "diagnostics": 1150, "plan": 1000, "method": 1000}
"""Pixels from the top that a picture shows; more would be too small to read."""


def main() -> int:
    """Draw the pictures of the demo's warehouse and say where they are."""
    try:
        for path in draw(Warehouse.at(PROJECT / "warehouse"), IMAGES):
            say(f"{path.relative_to(PROJECT)}: {path.stat().st_size / 1024:,.0f} kB")
    except ReportError as problem:
        fail(str(problem))
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
