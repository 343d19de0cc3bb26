"""What stands in a place of a page: a figure that knows its mart, a table of cells."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from scorecard.report.marts import Row

KEYS: Mapping[str, tuple[str, ...]] = {
    "metric_values": (
        "metric_id",
        "period",
        "period_name",
        "segment",
        "severity",
        "incident_class",
        "service_tier",
        "attribution",
    ),
    "metric_comparisons": (
        "metric_id",
        "comparison",
        "segment",
        "severity",
        "incident_class",
        "service_tier",
    ),
    "metric_coverage": ("metric_id",),
    "roi_summary": ("period_name", "bucket"),
    "risk_reduction": ("period_name", "risk_severity", "kind", "reason"),
    "plan_readiness": ("phase", "step"),
    "improvement_opportunities": ("incident_class",),
    "row_accounting": ("source", "table_name"),
    "published_run": (),
    "policy_block_reasons": ("period_name", "segment", "block_reason"),
    "contradiction_causes": ("period_name", "segment", "cause"),
}
"""The columns that name one row of a mart, as far as pages show it."""


@dataclass(frozen=True)
class Fact:
    """A figure on a page, with the place in the marts that it was read from.

    As HTML it is a `data` element: its text is for people, its value is the mart's,
    so that whoever reads the page by machine need not parse what was rounded.

    Attributes:
        text: what people read.
        values: the mart's values, unrounded; two for an interval.
        columns: the mart's columns, as many as values.
        mart: the table.
        key: the row, as a query string of its key.
    """

    text: str
    values: tuple[float | None, ...]
    columns: tuple[str, ...]
    mart: str
    key: str

    def __html__(self) -> str:
        """Return the element; Jinja takes it as it is."""
        value = " ".join("none" if v is None else repr(v) for v in self.values)
        return str(
            Markup('<data value="{}" data-of="{}" data-key="{}">{}</data>').format(
                value, f"{self.mart}.{' '.join(self.columns)}", self.key, self.text
            )
        )


def fact(mart: str, row: Row, columns: str, text: str) -> Fact:
    """Return a figure of a mart's row; several columns are separated by blanks."""
    names = tuple(columns.split())
    return Fact(
        text=text,
        values=tuple(row[name] for name in names),
        columns=names,
        mart=mart,
        key=urlencode([(name, str(row[name])) for name in KEYS[mart]]),
    )


@dataclass(frozen=True)
class Number:
    """A table's cell that sorts by its value and reads as its text."""

    value: float | None
    text: str

    def as_json(self) -> object:
        """Return what the page's script reads."""
        return [self.value, self.text]


@dataclass(frozen=True)
class Verdict:
    """A table's cell with a verdict; the style decides its sign."""

    style: str
    text: str

    def as_json(self) -> object:
        """Return what the page's script reads."""
        return {"v": self.style, "t": self.text}


@dataclass(frozen=True)
class Link:
    """A table's cell that leads somewhere; the address is made by this package."""

    href: str
    text: str

    def as_json(self) -> object:
        """Return what the page's script reads."""
        return {"h": self.href, "t": self.text}


Cell = str | Number | Verdict | Link


@dataclass(frozen=True)
class Column:
    """A table's column; one that filters gets a control above the table."""

    label: str
    is_number: bool = False
    filters: bool = False
    is_wide: bool = False


@dataclass(frozen=True)
class Table:
    """A table that sorts, filters and turns pages; the first page stands in the HTML.

    Attributes:
        id: unique on its page.
        caption: what the rows are.
        columns: one per cell of a row.
        rows: all rows that the page carries.
        note: what is left out, or how to read it.
        empty: what is said in place of a table without rows.
        page: rows shown at once.
        preset: what is chosen in a filter at first, by column label.
    """

    id: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    note: str = ""
    empty: str = "Nothing to list."
    page: int = 15
    preset: Mapping[str, str] = field(default_factory=dict)
    searches: bool = True

    @property
    def first_rows(self) -> list[Sequence[Cell]]:
        """Return what is shown before any script runs."""
        chosen = [
            (at, self.preset[column.label])
            for at, column in enumerate(self.columns)
            if column.label in self.preset
        ]
        kept = [
            row for row in self.rows if all(text_of(row[at]) == v for at, v in chosen)
        ]
        return kept[: self.page]

    def choices(self, column: Column) -> list[str]:
        """Return a filter's values, in the order in which they first stand."""
        at = list(self.columns).index(column)
        return list(dict.fromkeys(text_of(row[at]) for row in self.rows))

    def as_json(self) -> Markup:
        """Return rows and columns for the page's script."""
        return json_for_html(
            {
                "page": self.page,
                "columns": [
                    {"label": c.label, "number": c.is_number, "wide": c.is_wide}
                    for c in self.columns
                ],
                "rows": [[cell_json(cell) for cell in row] for row in self.rows],
            }
        )


def text_of(cell: Cell) -> str:
    """Return what people read in a cell."""
    return cell if isinstance(cell, str) else cell.text


def cell_json(cell: Cell) -> object:
    """Return a cell as the page's script reads it."""
    return cell if isinstance(cell, str) else cell.as_json()


def json_for_html(data: Any) -> Markup:
    """Return data as JSON that cannot end the script element in which it stands."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign, code in (("<", "003c"), (">", "003e"), ("&", "0026")):
        text = text.replace(sign, f"\\u{code}")
    for code in ("2028", "2029"):
        text = text.replace(chr(int(code, 16)), f"\\u{code}")
    return Markup(text)  # noqa: S704 - nothing in it can be read as HTML


def incidents_link(metric_id: str = "", page: str = "", **filters: str) -> str:
    """Return the address of the incidents behind a figure.

    Args:
        metric_id: whose observations; any when empty.
        page: the diagnostics page, when it is not this one.
        filters: labels, such as severity="sev1" and window="current".
    """
    chosen = {k: v for k, v in filters.items() if v != "all"}
    if metric_id:
        chosen = {"metric": metric_id, **chosen}
    return f"{page}#incidents?{urlencode(chosen)}"
