"""Paper and pictures: a headless Chromium that is already installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
)
WIDTH = 1280
SECONDS = 90
MAX_HEIGHT = 16_000
"""Pixels; a picture that is higher cannot be drawn."""


SMALLER = (0.8, 0.72, 0.64, 0.56)
"""Sizes in which the scorecard is printed until it fits on one sheet."""


class NoBrowserError(Exception):
    """No Chromium is installed, or it could not do what it was asked."""


def find_browser() -> str:
    """Return the path of a Chromium.

    `SCORECARD_CHROMIUM` in the environment names one outright.

    Raises:
        NoBrowserError: there is none; the message says what to do.
    """
    wanted = os.environ.get("SCORECARD_CHROMIUM")
    for name in (wanted,) if wanted else NAMES:
        found = shutil.which(name)
        if found:
            return found
    where = f"SCORECARD_CHROMIUM={wanted} is no program" if wanted else "none is here"
    raise NoBrowserError(
        f"PDF and PNG need Chromium, and {where}: install it (Debian: apt-get install"
        " chromium), or open the HTML pages in a browser and print them"
    )


def print_pdf(page: Path, target: Path, *, one_sheet: bool = False) -> None:
    """Print a page to a PDF file; on one sheet, if need be in smaller letters."""
    _print(page, target)
    if not one_sheet:
        return
    html = page.read_text(encoding="utf-8")
    for size in SMALLER:
        if _n_sheets(target) <= 1:
            return
        with tempfile.TemporaryDirectory(prefix="scorecard-print-") as folder:
            smaller = Path(folder) / page.name
            style = f"<style>@media print{{main{{zoom:{size} !important}}}}</style>"
            smaller.write_text(
                html.replace("</head>", f"{style}</head>", 1), encoding="utf-8"
            )
            _print(smaller, target)


def _print(page: Path, target: Path) -> None:
    _run(page, "--no-pdf-header-footer", f"--print-to-pdf={target}")
    _expect(target)


def _n_sheets(pdf: Path) -> int:
    return len(re.findall(rb"/Type\s*/Page[^s]", pdf.read_bytes()))


def take_picture(
    page: Path, target: Path, *, width: int = WIDTH, height: int | None = None
) -> None:
    """Draw a page into a PNG file: as high as it is, or its upper part."""
    if height is None:
        dom = _run(page, f"--window-size={width},900", "--dump-dom")
        told = re.search(r'<html[^>]* data-height="(\d+)"', dom)
        height = min(int(told.group(1)) if told else 2000, MAX_HEIGHT)
    size = f"--window-size={width},{height}"
    _run(page, size, f"--screenshot={target}")
    _expect(target)


def _run(page: Path, *arguments: str) -> str:
    """Open a page without a window or a network, in a profile of its own."""
    browser = find_browser()
    with tempfile.TemporaryDirectory(prefix="scorecard-browser-") as profile:
        try:
            done = subprocess.run(
                [
                    browser,
                    "--headless=new",
                    "--disable-gpu",
                    "--disable-dev-shm-usage",
                    "--disable-extensions",
                    "--disable-background-networking",
                    "--no-first-run",
                    # a bar would make the page narrower, and so higher
                    "--hide-scrollbars",
                    # no host can be found: the pages need none
                    "--host-resolver-rules=MAP * ~NOTFOUND",
                    f"--user-data-dir={profile}",
                    # Chromium refuses its sandbox to root, as in a container
                    *(["--no-sandbox"] if os.geteuid() == 0 else []),
                    "--virtual-time-budget=4000",
                    *arguments,
                    page.resolve().as_uri(),
                ],
                capture_output=True,
                text=True,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise NoBrowserError(
                f"{browser} did not finish {page.name} in {SECONDS} seconds"
            ) from None
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise NoBrowserError(f"{browser} failed on {page.name}: {last[0]}")
    return done.stdout


def _expect(target: Path) -> None:
    if not target.exists() or not target.stat().st_size:
        raise NoBrowserError(f"Chromium wrote no {target.name}")
