"""What `scorecard report` does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path

import duckdb

from scorecard.console import say, warn
from scorecard.report import browser, files, serve
from scorecard.report.marts import Marts, open_marts
from scorecard.report.pages import PAGES, render, render_without_marts


class Format(StrEnum):
    """What a report is written as."""

    html = "html"
    pdf = "pdf"
    png = "png"
    csv = "csv"
    json = "json"
    xlsx = "xlsx"


class ReportError(Exception):
    """The report cannot be written; the message says why and what to do."""


def write_report(published: Path, output: Path, form: Format) -> list[Path]:
    """Write a report of a published file into a folder, made if it is missing.

    Nothing else in the folder is touched, and each file is replaced as a whole.

    Raises:
        ReportError: the marts cannot be read, nothing is published that could be
            exported, or a browser is needed and missing.
        OSError: the folder cannot be written.
    """
    if form in (Format.pdf, Format.png):
        _need_browser()
    if not published.is_file():
        if form not in (Format.html, Format.pdf, Format.png):
            raise ReportError(
                f"{published} does not exist, so there is nothing to export:"
                " scorecard run --exports DIR"
            )
        warn(f"{published} does not exist; the pages only say what to do first")
        output.mkdir(parents=True, exist_ok=True)
        return _of_pages(render_without_marts(published), output, form)
    try:
        with open_marts(published) as marts:
            output.mkdir(parents=True, exist_ok=True)
            return _WRITERS[form](marts, output)
    except duckdb.Error as problem:
        first = str(problem).splitlines()[0]
        raise ReportError(
            f"{published} cannot be read: {first}. Is it a scorecard.duckdb that this"
            " version or an older one has published?"
        ) from None


def serve_report(output: Path, port: int) -> None:
    """Serve the pages on localhost until interrupted.

    Raises:
        OSError: the port is taken.
    """
    with serve.server(output, port) as running:
        say(f"http://{serve.HOST}:{running.server_port}/ until Ctrl-C")
        try:
            running.serve_forever()
        except KeyboardInterrupt:
            say("stopped")


def _need_browser() -> None:
    try:
        browser.find_browser()
    except browser.NoBrowserError as problem:
        raise ReportError(str(problem)) from None


def _pages(marts: Marts, output: Path, form: Format) -> list[Path]:
    return _of_pages(render(marts), output, form)


def _of_pages(
    pages: Iterable[tuple[str, str]], output: Path, form: Format
) -> list[Path]:
    written = []
    for name, html in pages:
        path = output / name
        new = path.with_suffix(".html.new")
        new.write_text(html, encoding="utf-8")
        new.replace(path)
        written.append(path)
    if form is Format.pdf:
        return [_drawn(_print, path, form) for path in written]
    if form is Format.png:
        return [_drawn(browser.take_picture, path, form) for path in written]
    return written


def _print(page: Path, target: Path) -> None:
    browser.print_pdf(page, target, one_sheet=page.name == PAGES[0].file)


def _drawn(draw: Callable[[Path, Path], None], page: Path, form: Format) -> Path:
    name = "scorecard" if page.name == PAGES[0].file else page.stem
    target = page.with_name(f"{name}.{form.value}")
    try:
        draw(page, target)
    except browser.NoBrowserError as problem:
        raise ReportError(str(problem)) from None
    return target


_WRITERS: dict[Format, Callable[[Marts, Path], list[Path]]] = {
    Format.html: lambda marts, output: _pages(marts, output, Format.html),
    Format.pdf: lambda marts, output: _pages(marts, output, Format.pdf),
    Format.png: lambda marts, output: _pages(marts, output, Format.png),
    Format.csv: files.write_csv,
    Format.json: files.write_json,
    Format.xlsx: files.write_xlsx,
}
