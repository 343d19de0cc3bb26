"""Puts what pages show into their templates."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from scorecard.report.book import Book
from scorecard.report.diagnostics import diagnostics
from scorecard.report.executive import executive, first_steps
from scorecard.report.formatting import count, day, moment, plain, words
from scorecard.report.marts import Marts, Row
from scorecard.report.method import method
from scorecard.report.plan import plan

TEMPLATES = Path(__file__).with_name("templates")


@dataclass(frozen=True)
class Page:
    """A page: its file, its name in the navigation, its template."""

    file: str
    title: str
    template: str


PAGES = (
    Page("index.html", "Scorecard", "executive.html.j2"),
    Page("diagnostics.html", "Diagnostics", "diagnostics.html.j2"),
    Page("plan.html", "Plan", "plan.html.j2"),
    Page("method.html", "Method", "method.html.j2"),
)
_CONTENT = {
    "index.html": executive,
    "diagnostics.html": diagnostics,
    "plan.html": plan,
    "method.html": method,
}


def render(marts: Marts) -> Iterator[tuple[str, str]]:
    """Yield (file name, HTML) of every page, from the marts alone.

    The same marts give the same pages, to the byte.
    """
    book = Book(marts)
    environment = _environment()
    for page in PAGES:
        yield page.file, _page(book, page, environment)


def render_page(marts: Marts, file: str) -> str:
    """Return the HTML of one page."""
    [page] = [page for page in PAGES if page.file == file]
    return _page(Book(marts), page, _environment())


def _page(book: Book, page: Page, environment: Environment) -> str:
    shows = page.file == "method.html" or not book.is_empty
    template = environment.get_template(page.template if shows else "empty.html.j2")
    content = _CONTENT[page.file](book) if shows else {"steps": first_steps(book)}
    return _html(template.render(_frame(page, book), **content))


def render_without_marts(published: Path) -> Iterator[tuple[str, str]]:
    """Yield the pages of a warehouse that has nothing published yet."""
    environment = _environment()
    template = environment.get_template("empty.html.j2")
    for page in PAGES:
        yield page.file, _html(template.render(_frame(page, None), steps=[]))


def _html(text: str) -> str:
    """Return a page without the blank lines that templates leave."""
    lines = (line.rstrip() for line in text.splitlines())
    return "\n".join(line for line in lines if line) + "\n"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["count"] = count
    return environment


def _mark_text(mark: Row) -> str:
    if mark["mark"] == "boundary":
        return plain(mark["description"], 120)
    labels = plain(mark["description"]).split(", ")
    return "AI for " + ", ".join(words(label).lower() for label in labels)


def _frame(page: Page, book: Book | None) -> dict[str, Any]:
    """Return what every template needs."""
    style = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    # the policy in the page names the script by its digest, so to the byte
    script = _html((TEMPLATES / "report.js").read_text(encoding="utf-8")).strip()
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    run = book.published if book else None
    return {
        "page": page,
        "pages": PAGES,
        # files of this package, not text of an export
        "style": Markup(style),  # noqa: S704
        "script": Markup(script),  # noqa: S704
        "script_digest": digest,
        "windows": book.windows if book else {},
        "marks": [
            {
                "day": day(mark["occurred_on"]),
                "kind": plain(mark["kind"], 40),
                "text": _mark_text(mark),
                "is_boundary": mark["mark"] == "boundary",
            }
            for mark in (book.marks if book else [])
        ],
        "n_incidents": book.n_incidents if book else 0,
        "n_in_windows": book.n_in_windows if book else {},
        "published": moment(run["published_at"]) if run else "",
        "run_id": plain(run["run_id"]) if run else "",
    }
